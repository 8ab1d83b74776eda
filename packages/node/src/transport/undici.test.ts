import { createHash, randomBytes } from 'node:crypto';
import { bytesFrom, collectBytes, headerValue, headerValues, type ByteSource } from '@aperturejs/core/wire';
import { describe, expect, it } from 'vitest';
import { CERTIFICATE } from './testing/certificate.ts';
import { deferred } from './testing/deferred.ts';
import { httpsUpstream, httpUpstream, request, tcpUpstream, transportForTest } from './testing/upstream.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);
const sha = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

/** A provider that answers one connection with the given text and remembers what it was sent first. */
async function answering(answer: string): Promise<{ origin: string; sent: Promise<string> }> {
  const sent = deferred<string>();
  const origin = await tcpUpstream((socket) => {
    socket.once('data', (data) => {
      sent.resolve(data.toString('latin1'));
      socket.write(answer, 'latin1');
    });
  });
  return { origin, sent: sent.promise };
}

/** A source that gives a chunk each turn of the event loop. */
function slowly(...chunks: string[]): ByteSource {
  return {
    start(sink) {
      const next = (): void => {
        const chunk = chunks.shift();
        if (chunk === undefined) {
          sink.end();
          return;
        }
        sink.write(bytes(chunk));
        setImmediate(next);
      };
      setImmediate(next);
    },
    resume() {},
    cancel() {},
  };
}

describe('a request', () => {
  it('goes out as it is given, in order, with repeats, and only framing is added', async () => {
    const { origin, sent } = await answering('HTTP/1.1 204 No Content\r\n\r\n');
    const { response } = transportForTest().send(
      request({
        origin,
        path: '/v1/messages?beta=true&a=%2F',
        headers: ['X-B', '1', 'anthropic-beta', 'a,b', 'x-a', 'caf\u00e9', 'X-B', '2'],
        body: bytes('hello'),
      }),
    );
    await response;
    expect((await sent).split('\r\n')).toEqual([
      'POST /v1/messages?beta=true&a=%2F HTTP/1.1',
      `host: ${origin.slice('http://'.length)}`,
      'connection: keep-alive',
      'X-B: 1',
      'anthropic-beta: a,b',
      'x-a: caf\u00e9',
      'X-B: 2',
      'content-length: 5',
      '',
      'hello',
    ]);
  });

  it('without a body has no length if it is a GET, and length 0 if it is a POST', async () => {
    const get = await answering('HTTP/1.1 204 No Content\r\n\r\n');
    await transportForTest().send(request({ origin: get.origin, method: 'GET', body: null })).response;
    expect(await get.sent).not.toMatch(/content-length|transfer-encoding/i);

    const post = await answering('HTTP/1.1 204 No Content\r\n\r\n');
    await transportForTest().send(request({ origin: post.origin, body: new Uint8Array() })).response;
    expect(await post.sent).toMatch(/\r\ncontent-length: 0\r\n/);
  });

  it.each([
    { name: 'a known length', source: bytesFrom(bytes('ab'), bytes('c')), framing: 'content-length: 3' },
    {
      name: 'no known length',
      source: slowly('ab', 'c'),
      framing: 'transfer-encoding: chunked',
    },
  ])('streams a source of $name', async ({ source, framing }) => {
    const origin = await httpUpstream((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () =>
        res.end(JSON.stringify([req.rawHeaders.slice(-2).join(': '), Buffer.concat(chunks).toString()])),
      );
    });
    const { body } = await transportForTest().send(request({ origin, body: source })).response;
    expect(JSON.parse(text(await collectBytes(body)))).toEqual([framing, 'abc']);
  });

  it('carries 20 MB both ways, byte for byte', async () => {
    const origin = await httpUpstream((req, res) => {
      res.writeHead(200);
      req.pipe(res);
    });
    const sent = randomBytes(20 * 1024 * 1024);
    const pieces = Array.from({ length: 320 }, (_, i) => sent.subarray(i * 65_536, (i + 1) * 65_536));
    const transport = transportForTest();
    for (const body of [sent, bytesFrom(...pieces)]) {
      const answer = await transport.send(request({ origin, body })).response;
      expect(sha(await collectBytes(answer.body))).toBe(sha(sent));
    }
  });
});

describe('a response', () => {
  it('keeps status, reason, the spelling and order of headers, repeats and every byte of their values', async () => {
    const { origin } = await answering(
      'HTTP/1.1 429 Slow Down\r\nX-One: 1\r\nSet-Cookie: a=1\r\nx-one: 2\r\nSet-Cookie: b=2\r\nX-Raw: \xff\xfe\r\ncontent-length: 2\r\n\r\nno',
    );
    const { status, statusText, headers, body } = await transportForTest().send(request({ origin })).response;
    expect([status, statusText]).toEqual([429, 'Slow Down']);
    expect(headers).toEqual([
      'X-One',
      '1',
      'Set-Cookie',
      'a=1',
      'x-one',
      '2',
      'Set-Cookie',
      'b=2',
      'X-Raw',
      '\u00ff\u00fe',
      'content-length',
      '2',
    ]);
    expect(text(await collectBytes(body))).toBe('no');
  });

  it('may repeat a header many times', async () => {
    const cookies = Array.from({ length: 200 }, (_, i) => `c${i}=${i}`);
    const origin = await httpUpstream((_req, res) => {
      res.setHeader('set-cookie', cookies);
      res.end();
    });
    const { headers } = await transportForTest().send(request({ origin })).response;
    expect(headerValues(headers, 'set-cookie')).toEqual(cookies);
  });

  it('that is a redirect is an answer like any other and is not followed', async () => {
    const asked: string[] = [];
    const elsewhere = await httpUpstream((req, res) => {
      asked.push(`elsewhere${req.url}`);
      res.end();
    });
    const origin = await httpUpstream((req, res) => {
      asked.push(`here${req.url}`);
      res.writeHead(307, { location: `${elsewhere}/stolen` }).end('moved');
    });
    const { status, headers, body } = await transportForTest().send(request({ origin })).response;
    expect(status).toBe(307);
    expect(headerValue(headers, 'location')).toBe(`${elsewhere}/stolen`);
    expect(text(await collectBytes(body))).toBe('moved');
    expect(asked).toEqual(['here/v1/messages']);
  });

  it('comes after informational ones, which are not shown', async () => {
    const { origin } = await answering(
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    );
    const { status, headers, body } = await transportForTest().send(request({ origin })).response;
    expect(status).toBe(200);
    expect(headers).toEqual(['content-length', '2']);
    expect(text(await collectBytes(body))).toBe('ok');
  });

  it.each([
    { method: 'HEAD', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n' },
    { method: 'GET', answer: 'HTTP/1.1 204 No Content\r\n\r\n' },
    { method: 'GET', answer: 'HTTP/1.1 304 Not Modified\r\ncontent-length: 1000\r\n\r\n' },
    { method: 'POST', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n' },
  ])('without a body ends at once ($method, $answer)', async ({ method, answer }) => {
    const { origin } = await answering(answer);
    const { body } = await transportForTest().send(request({ origin, method, body: null })).response;
    expect(await collectBytes(body)).toHaveLength(0);
  });

  it('is not decoded', async () => {
    const origin = await httpUpstream((_req, res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all');
    });
    const { body } = await transportForTest().send(request({ origin })).response;
    expect(text(await collectBytes(body))).toBe('not gzip at all');
  });

  it('arrives even if it comes before the request is sent whole', async () => {
    const origin = await tcpUpstream((socket) => {
      socket.once('data', () => {
        socket.pause();
        socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig');
      });
    });
    let cancelled = false;
    const endless = {
      start: (sink: { write(chunk: Uint8Array): boolean }) => void sink.write(new Uint8Array(100)),
      resume() {},
      cancel: () => void (cancelled = true),
    };
    const { status, body } = await transportForTest().send(request({ origin, body: endless })).response;
    expect(status).toBe(413);
    expect(text(await collectBytes(body))).toBe('big');
    expect(cancelled).toBe(true);
  });
});

describe('TLS', () => {
  it('is verified: a self-signed certificate is refused', async () => {
    let asked = false;
    const origin = await httpsUpstream((_req, res) => {
      asked = true;
      res.end();
    });
    await expect(transportForTest().send(request({ origin })).response).rejects.toMatchObject({
      code: 'upstream_unreachable',
      message: `provider host ${origin.slice('https://'.length)} could not be reached: certificate problem: it is self-signed`,
    });
    expect(asked).toBe(false);
  });

  it('trusts the authorities it is told to', async () => {
    const origin = await httpsUpstream((req, res) => res.end(req.headers.host));
    const { body } = await transportForTest({ connect: { ca: CERTIFICATE } }).send(request({ origin }))
      .response;
    expect(text(await collectBytes(body))).toBe(origin.slice('https://'.length));
  });

  it('refuses a certificate for another host', async () => {
    const origin = (await httpsUpstream((_req, res) => res.end())).replace('localhost', '127.0.0.1');
    await expect(
      transportForTest({ connect: { ca: [CERTIFICATE] } }).send(request({ origin })).response,
    ).rejects.toMatchObject({
      message: expect.stringMatching(/certificate problem: it is for another host name$/),
    });
  });
});
