import { createHash } from 'node:crypto';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { CERTIFICATE, KEY } from './testing/certificate.ts';
import { NO_DEADLINES } from './testing/upstream.ts';
import type { SocketExchange, SocketRequest } from './socket.ts';
import { createUndiciTransport, opensSockets, type UndiciTransportOptions } from './undici.ts';

/** A provider that speaks TLS; gives the port. */
async function tlsProvider(): Promise<number> {
  const server = createTlsServer({ cert: CERTIFICATE, key: KEY });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, req) => socket.send(`${req.url} ${req.headers.host}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const requestTo = (origin: string, more: Partial<SocketRequest> = {}): SocketRequest => ({
  origin,
  path: '/v1/responses?a=%2F',
  headers: [],
  protocols: [],
  deadlines: NO_DEADLINES,
  deflate: false,
  maxMessageBytes: 1_000_000,
  ...more,
});

function open(request: SocketRequest, options?: UndiciTransportOptions): SocketExchange {
  const transport = createUndiciTransport(options);
  if (!opensSockets(transport)) throw new Error('the transport opens no sockets');
  return transport.openSocket(request);
}

describe('TLS', () => {
  it('is spoken by the certificates that the transport was told of', async () => {
    const port = await tlsProvider();
    const { answer } = open(requestTo(`https://localhost:${port}`), { connect: { ca: CERTIFICATE } });
    const opened = await answer;
    if (!('socket' in opened)) throw new Error('it was refused');
    const message = new Promise((resolve) => {
      opened.socket.once('message', (data: Buffer) => resolve(data.toString()));
    });
    opened.socket.resume();
    expect(await message).toBe(`/v1/responses?a=%2F localhost:${port}`);
    opened.socket.terminate();
  });

  it.each([
    ['not known', {}, 'localhost', 'certificate problem'],
    ['of another name', { connect: { ca: CERTIFICATE } }, '127.0.0.1', 'it is for another host name'],
  ])('is not spoken with one that is %s', async (_what, options, name, why) => {
    const port = await tlsProvider();
    const { answer } = open(requestTo(`https://${name}:${port}`), options);
    await expect(answer).rejects.toMatchObject({
      code: 'upstream_unreachable',
      message: expect.stringContaining(why) as string,
    });
  });
});

it('loses no message that comes with the 101', async () => {
  const provider = createTcpServer((socket) => {
    socket.once('data', (head: Buffer) => {
      const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1] ?? '';
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const answer = `HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(answer), Buffer.from([0x81, 0x05]), Buffer.from('hello')]));
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void provider.close());
  const opened = await open(requestTo(`http://127.0.0.1:${(provider.address() as AddressInfo).port}`)).answer;
  if (!('socket' in opened)) throw new Error('it was refused');
  // Whoever takes it over may need a while.
  for (let i = 0; i < 10; i += 1) await new Promise(setImmediate);
  const message = new Promise((resolve) => {
    opened.socket.once('message', (data: Buffer) => resolve(data.toString()));
  });
  opened.socket.resume();
  expect(await message).toBe('hello');
  opened.socket.terminate();
});

describe('a handshake that cannot be made', () => {
  it.each([
    ['a header that no wire carries', { headers: ['authorization', 'Bearer canary\u2028'] }],
    ['a subprotocol that is none', { protocols: ['a b'] }],
    ['another host', { path: '@evil.example/' }],
    ['another path', { path: '/a/../b' }],
  ])('is refused without a word of what was in it: %s', async (_what, more) => {
    const port = await tlsProvider();
    const { answer } = open(requestTo(`https://localhost:${port}`, more), { connect: { ca: CERTIFICATE } });
    const error = await answer.then(
      () => new Error('it was made'),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ name: 'GatewayError', code: 'internal' });
    expect(error.message).not.toContain('canary');
  });
});
