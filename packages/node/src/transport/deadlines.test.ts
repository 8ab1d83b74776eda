import type { Deadlines } from '@aperturejs/core';
import { collectBytes } from '@aperturejs/core/wire';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { deferred } from './testing/deferred.ts';
import { httpUpstream, NO_DEADLINES, request, tcpUpstream, transportForTest } from './testing/upstream.ts';

/** Long enough for the loopback interface of a busy machine, short enough for a test. */
const LIMIT = 60;
const HEAD = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

/** A provider that sends what it is given and then falls silent; `gone` resolves when the gateway hangs up. */
async function silentAfter(sent: string): Promise<{ origin: string; gone: Promise<void> }> {
  const gone = deferred();
  const origin = await tcpUpstream((socket: Socket) => {
    socket.on('close', () => gone.resolve());
    socket.on('end', () => socket.end());
    if (sent) socket.once('data', () => socket.write(sent));
    else socket.resume();
  });
  return { origin, gone: gone.promise };
}

describe('a deadline', () => {
  it('for the connection counts while TLS is silent', async () => {
    const { origin, gone } = await silentAfter('');
    const secure = origin.replace('http:', 'https:');
    const { response } = transportForTest().send(
      request({ origin: secure, deadlines: { ...NO_DEADLINES, connect: LIMIT } }),
    );
    await expect(response).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: `provider host ${secure.slice(8)} could not be reached within 0.06 s`,
    });
    await gone;
  });

  it('for the first byte ends the exchange and its connection', async () => {
    const { origin, gone } = await silentAfter('');
    const { response } = transportForTest().send(
      request({ origin, deadlines: { ...NO_DEADLINES, firstByte: LIMIT } }),
    );
    await expect(response).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: `provider host ${origin.slice(7)} did not answer within 0.06 s`,
    });
    await gone;
  });

  it('for the first byte counts a head that comes in drops as no head', async () => {
    const { origin, gone } = await silentAfter('HTTP/1.1 200 OK\r\nx-slow');
    const { response } = transportForTest().send(
      request({ origin, deadlines: { ...NO_DEADLINES, firstByte: LIMIT } }),
    );
    await expect(response).rejects.toMatchObject({ code: 'upstream_timeout' });
    await gone;
  });

  it('for the first byte does not begin before the request is sent', async () => {
    const origin = await httpUpstream((req, res) => {
      req.resume();
      req.on('end', () => res.end('ok'));
    });
    const slow = {
      start(sink: { write(chunk: Uint8Array): boolean; end(): void }) {
        sink.write(new Uint8Array(1));
        setTimeout(() => sink.end(), 2 * LIMIT);
      },
      resume() {},
      cancel() {},
    };
    const { response } = transportForTest().send(
      request({ origin, body: slow, deadlines: { ...NO_DEADLINES, firstByte: LIMIT } }),
    );
    expect((await response).status).toBe(200);
  });

  it('for silence within the body cuts the body', async () => {
    const { origin, gone } = await silentAfter(`${HEAD}5\r\nhello\r\n`);
    const { body } = await transportForTest().send(
      request({ origin, deadlines: { ...NO_DEADLINES, idle: LIMIT } }),
    ).response;
    await expect(collectBytes(body)).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: `provider host ${origin.slice(7)} sent nothing for 0.06 s in the middle of its answer`,
    });
    await gone;
  });

  it('for silence starts anew with every chunk', async () => {
    const origin = await httpUpstream((_req, res) => {
      let left = 6;
      const next = (): void => {
        if (left-- > 0) res.write(': ping\n\n', () => setTimeout(next, LIMIT / 2));
        else res.end();
      };
      next();
    });
    const { body } = await transportForTest().send(
      request({ origin, deadlines: { ...NO_DEADLINES, idle: 2 * LIMIT } }),
    ).response;
    expect(await collectBytes(body)).toHaveLength(6 * 8);
  });

  it('for silence does not count while the reader is the slow one', async () => {
    const origin = await httpUpstream((_req, res) => res.end('x'.repeat(1_000_000)));
    const { body } = await transportForTest().send(
      request({ origin, deadlines: { ...NO_DEADLINES, idle: LIMIT } }),
    ).response;
    let received = 0;
    await new Promise<void>((resolve, reject) => {
      let first = true;
      body.start({
        write(chunk) {
          received += chunk.byteLength;
          if (!first) return true;
          first = false;
          setTimeout(() => body.resume(), 3 * LIMIT);
          return false;
        },
        end: resolve,
        fail: reject,
      });
    });
    expect(received).toBe(1_000_000);
  });

  it.each([
    { stage: 'before the head', sent: '' },
    { stage: 'within the body', sent: `${HEAD}5\r\nhello\r\n` },
  ])('for the whole ends an exchange $stage', async ({ sent }) => {
    const { origin, gone } = await silentAfter(sent);
    const { response } = transportForTest().send(
      request({ origin, deadlines: { ...NO_DEADLINES, total: LIMIT } }),
    );
    await expect(response.then(({ body }) => collectBytes(body))).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: `provider host ${origin.slice(7)} did not finish within 0.06 s`,
    });
    await gone;
  });

  it('that was kept ends nothing, not even later', async () => {
    const origin = await httpUpstream((_req, res) => res.end('ok'));
    const transport = transportForTest();
    const all = { connect: LIMIT, firstByte: LIMIT, idle: LIMIT, total: LIMIT };
    const { body } = await transport.send(request({ origin, deadlines: all })).response;
    await new Promise((resolve) => {
      setTimeout(resolve, 2 * LIMIT);
    });
    expect(Buffer.from(await collectBytes(body)).toString()).toBe('ok');
    expect((await transport.send(request({ origin, deadlines: all })).response).status).toBe(200);
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const origin = await httpUpstream((_req, res) => res.end('ok'));
    const timersAfter = async (deadlines: Deadlines): Promise<number> => {
      const before = vi.getTimerCount();
      const { body } = await transportForTest().send(request({ origin, deadlines })).response;
      await collectBytes(body);
      // The connection's own timers, which remain, are set in the turns after.
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
      return vi.getTimerCount() - before;
    };
    const hour = 3_600_000;
    const without = await timersAfter(NO_DEADLINES);
    expect(await timersAfter({ connect: hour, firstByte: hour, idle: hour, total: hour })).toBe(without);
  });
});
