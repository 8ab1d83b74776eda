import { GatewayError } from '@aperturejs/core';
import { collectBytes } from '@aperturejs/core/wire';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { upstreamFailure } from './failures.ts';
import { deferred } from './testing/deferred.ts';
import { httpUpstream, request, tcpUpstream, transportForTest } from './testing/upstream.ts';

const SECRET = 'sk-canary-0123456789';

/** The error of a request that fails before its answer. It holds nothing but the host of what was asked. */
async function refusal(
  origin: string,
  host = origin.split('://')[1],
): Promise<{ code: string; reason: string }> {
  const { response } = transportForTest().send(
    request({ origin, path: `/v1/messages?key=${SECRET}`, headers: ['authorization', `Bearer ${SECRET}`] }),
  );
  const error = await response.then(
    () => expect.unreachable('an answer came'),
    (reason: unknown) => reason as GatewayError,
  );
  expect(GatewayError.is(error)).toBe(true);
  expect(error.message).not.toContain(SECRET);
  expect(error.message).not.toContain('/v1');
  const start = `provider host ${host} `;
  expect(error.message.slice(0, start.length)).toBe(start);
  return { code: error.code, reason: error.message.slice(start.length) };
}

describe('before the answer', () => {
  it('tells that nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await refusal(`http://127.0.0.1:${port}`)).toEqual({
      code: 'upstream_unreachable',
      reason: 'could not be reached: connection refused',
    });
  });

  it('tells that the name is not known', async () => {
    // A name that never resolves (RFC 6761). A machine without DNS says that the lookup failed.
    const { code, reason } = await refusal('http://no-such-provider.invalid');
    expect(code).toBe('upstream_unreachable');
    expect(reason).toMatch(/^could not be reached: (its name is not known to DNS|the DNS lookup failed)$/);
  });

  it.each([
    { what: 'closes', end: 'end', reason: 'did not answer: the connection was closed' },
    { what: 'resets', end: 'resetAndDestroy', reason: 'did not answer: the connection was reset' },
  ] as const)('tells that the provider $what the connection', async ({ end, reason }) => {
    const origin = await tcpUpstream((socket) => void socket.once('data', () => socket[end]()));
    expect(await refusal(origin)).toEqual({ code: 'upstream_unreachable', reason });
  });

  it.each([
    { what: 'not HTTP', answer: 'SSH-2.0-OpenSSH_9.2\r\n' },
    { what: 'two lengths', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab' },
    {
      what: 'a length and chunks (request smuggling, D13)',
      answer: 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    },
    { what: 'a header that is none', answer: 'HTTP/1.1 200 OK\r\nno colon here\r\n\r\n' },
  ])('tells that the answer is not HTTP: $what', async ({ answer }) => {
    const origin = await tcpUpstream((socket) => void socket.once('data', () => socket.write(answer)));
    expect(await refusal(origin)).toEqual({
      code: 'upstream_invalid',
      reason: 'sent something that is not HTTP/1.1',
    });
  });

  it('tells that the headers are too long', async () => {
    const origin = await tcpUpstream((socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(200_000)}\r\n\r\n`));
    });
    expect((await refusal(origin)).reason).toBe('sent response headers that are too long');
  });

  it('tells that the provider does not speak TLS', async () => {
    const origin = (await httpUpstream((_req, res) => res.end())).replace('http:', 'https:');
    expect(await refusal(origin)).toEqual({
      code: 'upstream_unreachable',
      reason: 'could not be reached: it does not speak TLS that the gateway speaks',
    });
  });

  it('refuses a switch of protocols that nobody asked for', async () => {
    const origin = await tcpUpstream((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      );
    });
    expect((await refusal(origin)).code).toBe('upstream_unreachable');
  });
});

describe('within the answer', () => {
  const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n';
  const SIZED = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello';
  const CLOSING = 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello';

  it.each([
    { what: 'chunked, closed', answer: CHUNKED, end: 'end' },
    { what: 'chunked, reset', answer: CHUNKED, end: 'resetAndDestroy' },
    { what: 'with a length, closed', answer: SIZED, end: 'end' },
    { what: 'with a length, reset', answer: SIZED, end: 'resetAndDestroy' },
    {
      what: 'with a length and to be closed, closed',
      answer: SIZED.replace('\r\n', '\r\nconnection: close\r\n'),
      end: 'end',
    },
    {
      what: 'chunked and to be closed, closed',
      answer: CHUNKED.replace('\r\n', '\r\nconnection: close\r\n'),
      end: 'end',
    },
    { what: 'without a length, reset', answer: CLOSING, end: 'resetAndDestroy' },
  ] as const)('a body that is cut is never complete: $what', async ({ answer, end }) => {
    const connected = deferred<Socket>();
    const origin = await tcpUpstream((socket) => {
      socket.once('data', () => socket.write(answer));
      connected.resolve(socket);
    });
    const { body } = await transportForTest().send(request({ origin })).response;
    const provider = await connected.promise;
    let received = '';
    const error = await new Promise<Error>((resolve, reject) => {
      body.start({
        write(chunk) {
          received += Buffer.from(chunk).toString();
          if (received === 'hello') provider[end]();
          return true;
        },
        end: () => reject(new Error('the body ended as if it were whole')),
        fail: resolve,
      });
    });
    expect(GatewayError.is(error)).toBe(true);
    expect(error.message).toMatch(/^provider host 127\.0\.0\.1:\d+ broke off its answer/);
  });

  it('a body without a length ends where the provider closes', async () => {
    const origin = await tcpUpstream((socket) => void socket.once('data', () => socket.end(CLOSING)));
    const { body } = await transportForTest().send(request({ origin })).response;
    expect(Buffer.from(await collectBytes(body)).toString()).toBe('hello');
  });
});

describe('an error', () => {
  it('that says itself what to tell stays as it is', () => {
    const error = new GatewayError('upstream_timeout', 'later');
    expect(upstreamFailure(error, 'https://api.openai.com', 'head')).toBe(error);
  });

  it.each(['EPERM', 'ENOBUFS', 'CERT_SIGNATURE_FAILURE'])(
    '%s while connecting means that there is no way to the host',
    (code) => {
      expect(
        upstreamFailure(Object.assign(new Error(SECRET), { code }), 'https://api.openai.com', 'connect'),
      ).toMatchObject({
        code: 'upstream_unreachable',
        message: `provider host api.openai.com could not be reached: ${code}`,
      });
    },
  );

  it.each(['UND_ERR_INVALID_ARG', 'ERR_INVALID_ARG_TYPE'])('%s is a fault of the gateway', (code) => {
    const error = Object.assign(new Error(SECRET), { code });
    expect(upstreamFailure(error, 'https://api.openai.com', 'connect').code).toBe('internal');
  });

  it('that nobody foresaw tells nothing of itself', () => {
    const error = upstreamFailure(new Error(`odd ${SECRET}`), 'https://api.openai.com', 'head');
    expect(error.code).toBe('internal');
    expect(error.message).not.toContain(SECRET);
    expect(error.cause).toBeInstanceOf(Error);
  });
});
