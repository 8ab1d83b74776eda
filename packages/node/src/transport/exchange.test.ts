import { collectBytes, type ByteSink, type ByteSource } from '@aperturejs/core/wire';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { deferred } from './testing/deferred.ts';
import { httpUpstream, request, tcpUpstream, transportForTest } from './testing/upstream.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const CHUNK = '5\r\nhello\r\n';

/** A provider that answers each request with a text, and tells of each connection and its end. */
async function watched(
  answer: string,
): Promise<{ origin: string; asked: Promise<Socket>; gone: Promise<string> }> {
  const asked = deferred<Socket>();
  const gone = deferred<string>();
  const origin = await tcpUpstream((socket) => {
    socket.on('close', () => gone.resolve('gone'));
    socket.on('end', () => socket.end());
    socket.on('data', () => {
      if (answer) socket.write(answer);
      asked.resolve(socket);
    });
  });
  return { origin, asked: asked.promise, gone: gone.promise };
}

/** A sink that counts its calls. */
function counting(answer: (call: number) => boolean = () => true): ByteSink & { calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    write(chunk) {
      calls.push(Buffer.from(chunk).toString());
      return answer(calls.length);
    },
    end: () => void calls.push('end'),
    fail: (error) => void calls.push(`fail: ${error.message}`),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('cancelling', () => {
  it('before anything happened makes no connection last', async () => {
    let connections = 0;
    const connected = deferred();
    const origin = await tcpUpstream((socket) => {
      connections++;
      connected.resolve();
      socket.resume();
    });
    const transport = transportForTest();
    const exchange = transport.send(request({ origin }));
    exchange.cancel(new Error('left'));
    await expect(exchange.response).rejects.toThrow('left');
    // The next request connects anew; the first would have come before it.
    const next = transport.send(request({ origin }));
    await connected.promise;
    next.cancel();
    await expect(next.response).rejects.toThrow('cancelled');
    expect(connections).toBe(1);
  });

  it('while connecting ends the attempt', async () => {
    // TLS against a server that never answers the greeting.
    const { origin, asked, gone } = await watched('');
    let cancelled = false;
    const body: ByteSource = { start() {}, resume() {}, cancel: () => void (cancelled = true) };
    const exchange = transportForTest().send(request({ origin: origin.replace('http:', 'https:'), body }));
    await asked;
    exchange.cancel(new Error('left'));
    await expect(exchange.response).rejects.toThrow('left');
    expect(cancelled).toBe(true);
    await gone;
  });

  it('while waiting for the head hangs up', async () => {
    const { origin, asked, gone } = await watched('');
    const exchange = transportForTest().send(request({ origin }));
    await asked;
    exchange.cancel(new Error('left'));
    await expect(exchange.response).rejects.toThrow('left');
    await gone;
  });

  it('while the request is still being sent hangs up and cancels its source', async () => {
    const { origin, asked, gone } = await watched('');
    let cancelled: Error | undefined;
    const source: ByteSource = {
      start: (sink) => void sink.write(new Uint8Array(10)),
      resume() {},
      cancel: (reason) => void (cancelled = reason ?? new Error('no reason')),
    };
    const exchange = transportForTest().send(request({ origin, body: source }));
    await asked;
    exchange.cancel(new Error('left'));
    await gone;
    expect(cancelled).toBeDefined();
  });

  it('the exchange within the body fails the body and hangs up', async () => {
    const { origin, gone } = await watched(HEAD + CHUNK);
    const exchange = transportForTest().send(request({ origin }));
    const { body } = await exchange.response;
    const sink = counting();
    body.start(sink);
    exchange.cancel(new Error('left'));
    await gone;
    expect(sink.calls).toEqual(['hello', 'fail: left']);
  });

  it('the body hangs up and calls the sink no more', async () => {
    const { origin, asked, gone } = await watched(HEAD + CHUNK);
    const { body } = await transportForTest().send(request({ origin })).response;
    const sink = counting();
    body.start(sink);
    const socket = await asked;
    body.cancel();
    socket.write(CHUNK + CHUNK);
    await gone;
    await turn();
    expect(sink.calls).toEqual(['hello']);
  });

  it('the body from within a write works too', async () => {
    const { origin, gone } = await watched(HEAD + CHUNK + CHUNK + CHUNK);
    const { body } = await transportForTest().send(request({ origin })).response;
    const sink = counting((call) => {
      if (call === 2) body.cancel();
      return true;
    });
    body.start(sink);
    await gone;
    expect(sink.calls).toEqual(['hello', 'hello']);
  });

  it('a body that nobody started hangs up', async () => {
    const { origin, gone } = await watched(HEAD + CHUNK);
    const { body } = await transportForTest().send(request({ origin })).response;
    body.cancel();
    expect(await gone).toBe('gone');
  });

  it('after the end does nothing', async () => {
    const origin = await httpUpstream((_req, res) => res.end('ok'));
    const transport = transportForTest();
    const exchange = transport.send(request({ origin }));
    const { body } = await exchange.response;
    await collectBytes(body);
    exchange.cancel();
    body.cancel();
    expect((await transport.send(request({ origin })).response).status).toBe(200);
  });
});

describe('a source that fails', () => {
  it('aborts the request, which never looks complete', async () => {
    const seen = deferred<string>();
    const origin = await httpUpstream((req) => {
      req.resume();
      req.on('end', () => seen.resolve('complete'));
      req.on('error', () => seen.resolve('aborted'));
    });
    let sink: ByteSink | undefined;
    const source: ByteSource = {
      start(into) {
        sink = into;
        sink.write(new Uint8Array(100));
        setImmediate(() => sink?.fail(new Error('the client left')));
      },
      resume() {},
      cancel() {},
    };
    const { response } = transportForTest().send(request({ origin, body: source }));
    await expect(response).rejects.toThrow('the client left');
    expect(await seen.promise).toBe('aborted');
  });

  it.each([
    { what: 'fewer', length: 101 },
    { what: 'more', length: 99 },
  ])('its declared length ($what bytes come) aborts the request', async ({ length }) => {
    const origin = await httpUpstream((req, res) => {
      req.on('error', () => {});
      req.resume().on('end', () => res.end('complete'));
    });
    const source: ByteSource = {
      start(sink) {
        sink.write(new Uint8Array(50));
        setImmediate(() => {
          sink.write(new Uint8Array(50));
          sink.end();
        });
      },
      resume() {},
      cancel() {},
    };
    const answer = transportForTest()
      .send(request({ origin, headers: ['content-length', String(length)], body: source }))
      .response.then(({ body }) => collectBytes(body));
    await expect(answer).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('backpressure', () => {
  const SIZE = 64 * 1024 * 1024;

  /** A provider that sends as fast as it may, and tells when nobody has taken anything for a while. */
  async function flooding(): Promise<{ origin: string; stall: Promise<void>; sent: () => number }> {
    const stall = deferred();
    let sent = 0;
    const origin = await httpUpstream((_req, res) => {
      const pump = (): void => {
        while (sent < SIZE) {
          sent += 65_536;
          if (res.write(Buffer.alloc(65_536))) continue;
          const timer = setTimeout(stall.resolve, 200);
          res.once('drain', () => {
            clearTimeout(timer);
            pump();
          });
          return;
        }
        res.end();
      };
      pump();
    });
    return { origin, stall: stall.promise, sent: () => sent };
  }

  it('of a slow reader stops the provider', async () => {
    const { origin, stall, sent } = await flooding();
    const { body } = await transportForTest().send(request({ origin })).response;
    let received = 0;
    let open = false;
    const all = new Promise<void>((resolve, reject) => {
      body.start({
        write(chunk) {
          received += chunk.byteLength;
          return open;
        },
        end: resolve,
        fail: reject,
      });
    });
    await stall;
    expect(sent()).toBeLessThan(SIZE / 2);
    expect(received).toBeLessThan(SIZE / 64);
    open = true;
    body.resume();
    await all;
    expect(received).toBe(SIZE);
  });

  it('of a body that nobody reads stops the provider', async () => {
    const { origin, stall, sent } = await flooding();
    const { body } = await transportForTest().send(request({ origin })).response;
    await stall;
    expect(sent()).toBeLessThan(SIZE / 2);
    expect(await collectBytes(body)).toHaveLength(SIZE);
  });

  it('of a slow provider stops the source', async () => {
    const reading = deferred();
    const stall = deferred();
    const origin = await httpUpstream(async (req, res) => {
      await reading.promise;
      let received = 0;
      req.on('data', (chunk: Buffer) => (received += chunk.length));
      req.on('end', () => res.end(String(received)));
    });
    let given = 0;
    let timer: NodeJS.Timeout;
    let sink: ByteSink;
    const flow = (): void => {
      clearTimeout(timer);
      while (given < SIZE) {
        given += 65_536;
        if (!sink.write(new Uint8Array(65_536))) {
          timer = setTimeout(stall.resolve, 200);
          return;
        }
      }
      sink.end();
    };
    const source: ByteSource = {
      length: SIZE,
      start(into) {
        sink = into;
        flow();
      },
      resume: flow,
      cancel() {},
    };
    const { response } = transportForTest().send(request({ origin, body: source }));
    await stall.promise;
    expect(given).toBeLessThan(SIZE / 2);
    reading.resolve();
    const { body } = await response;
    expect(Buffer.from(await collectBytes(body)).toString()).toBe(String(SIZE));
  });

  it('may end within the write that asked for it', async () => {
    const origin = await httpUpstream((_req, res) => res.end('x'.repeat(300_000)));
    const { body } = await transportForTest().send(request({ origin })).response;
    let received = 0;
    await new Promise<void>((resolve, reject) => {
      body.start({
        write(chunk) {
          received += chunk.byteLength;
          body.resume();
          return false;
        },
        end: resolve,
        fail: reject,
      });
    });
    expect(received).toBe(300_000);
  });

  it('may end within a callback of another exchange', async () => {
    const origin = await httpUpstream((_req, res) => res.end('x'.repeat(300_000)));
    const transport = transportForTest();
    const [one, two] = await Promise.all([1, 2].map(() => transport.send(request({ origin })).response));
    let received = 0;
    const ended: Promise<void>[] = [];
    for (const [mine, other] of [
      [one!.body, two!.body],
      [two!.body, one!.body],
    ] as const) {
      ended.push(
        new Promise((resolve, reject) => {
          mine.start({
            write(chunk) {
              received += chunk.byteLength;
              other.resume();
              setImmediate(() => mine.resume());
              return false;
            },
            end: resolve,
            fail: reject,
          });
        }),
      );
    }
    await Promise.all(ended);
    expect(received).toBe(600_000);
  });
});

it('chunks pass as they come, one by one', async () => {
  let event = 0;
  const answer = deferred<ServerResponse>();
  const more = async (): Promise<void> => {
    const res = await answer.promise;
    if (event === 20) res.end();
    else res.write(`data: ${event++}\n\n`);
  };
  const origin = await httpUpstream((_req, res) => {
    answer.resolve(res);
    void more();
  });
  const { body } = await transportForTest().send(request({ origin })).response;
  const seen: string[] = [];
  await new Promise<void>((resolve, reject) => {
    body.start({
      write(chunk) {
        // The next event is sent only when this one has arrived: to hold one back would stop the stream.
        seen.push(Buffer.from(chunk).toString());
        void more();
        return true;
      },
      end: resolve,
      fail: reject,
    });
  });
  expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => `data: ${i}\n\n`));
});
