import { once } from 'node:events';
import { createServer as createHttp1Server, type IncomingMessage, type Server } from 'node:http';
import { connect as connectHttp2, createServer, type Http2Server, type Http2ServerRequest } from 'node:http2';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSocket } from '../testing/raw-socket.ts';
import { IncomingBody } from './incoming-body.ts';
import { toNodeListener } from './listener.ts';

let server: Server | Http2Server | undefined;
afterEach(() => {
  vi.useRealTimers();
  server?.close();
});

/** A frame of HTTP/2 (RFC 9113 section 4.1). */
function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.byteLength, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

// Node's own client ends a stream properly before it resets it, so these bytes are written by hand.
it.each([
  ['CANCEL', 8],
  ['NO_ERROR', 0],
])('does not take an HTTP/2 upload for whole that is reset with %s', async (_, code) => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const headers = Buffer.from([0x83, 0x86, 0x84, 0x01, 1, 'h'.charCodeAt(0)]);
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(Buffer.concat([frame(4, 0, 0, Buffer.alloc(0)), frame(1, 4, 1, headers)]));
  socket.write(frame(0, 0, 1, Buffer.from('half')));
  const [request] = (await once(server, 'request')) as [Http2ServerRequest];

  const ended = await new Promise<string>((resolve) => {
    new IncomingBody(request).start({
      write() {
        const reason = Buffer.alloc(4);
        reason.writeUInt32BE(code);
        socket.write(frame(3, 0, 1, reason));
        return true;
      },
      end: () => resolve('whole'),
      fail: (error) => resolve(error.message),
    });
  });
  expect(ended).toBe('the client broke off its upload');
  socket.destroy();
});

describe('an upload that nobody wants and that never ends', () => {
  const refusals = [
    ['by the handler', '/', () => new Response('no', { status: 403 })],
    ['by an error', '/', () => Promise.reject(new Error('no'))],
    ['by the bridge', '/', () => new Response('never asked')],
  ] as const;

  async function listen(handler: () => Response | Promise<Response>, http2 = false): Promise<number> {
    // Node's own timers are not among them.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const listener = toNodeListener(handler);
    server = http2
      ? createServer((req, res) => void listener(req, res))
      : createHttp1Server({ requestTimeout: 0 }, (req, res) => void listener(req, res));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  it.each(refusals)('is ended after 30 s when it was refused %s', async (by, path, handler) => {
    const port = await listen(handler);
    const { send, until, closed, socket } = await openSocket(port);
    const host = by === 'by the bridge' ? 'a@b' : 'h';
    send(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5000000\r\n\r\nx`);
    await until(/^HTTP\/1\.1 [45]/);
    vi.advanceTimersByTime(29_999);
    send('x');
    expect(socket.closed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await closed()).toMatch(/^HTTP\/1\.1 [45]/);
  });

  it.each(refusals)('is ended after 30 s over HTTP/2 when it was refused %s', async (by, path, handler) => {
    const port = await listen(handler, true);
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      ':authority': by === 'by the bridge' ? 'a@b' : 'h',
    });
    stream.write('x');
    const [head] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(head[':status']).toBeGreaterThanOrEqual(400);
    stream.resume();
    await once(stream, 'end');
    vi.advanceTimersByTime(29_999);
    expect(stream.closed).toBe(false);
    vi.advanceTimersByTime(1);
    await once(stream, 'close');
    expect(stream.rstCode).toBe(0);
    session.destroy();
  });

  it('costs nothing once it has ended', async () => {
    const port = await listen(() => new Response('no', { status: 403 }));
    const { send, until, socket } = await openSocket(port);
    const ended = once(server as Server, 'request').then(([req]) => once(req as IncomingMessage, 'end'));
    send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nx');
    await until(/403/);
    expect(vi.getTimerCount()).toBe(1);
    send('x');
    await ended;
    expect(vi.getTimerCount()).toBe(0);
    send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await until(/403[^]*403/);
    socket.destroy();
  });

  it('is ended after 64 MiB', async () => {
    const port = await listen(() => new Response('no', { status: 403 }));
    const warned = vi.fn<(warning: Error) => void>();
    process.once('warning', warned);
    const { send, closed, socket } = await openSocket(port);
    send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000000\r\n\r\n');
    const MiB = new Uint8Array(1024 * 1024);
    let sent = 0;
    for (; sent < 300 && !socket.destroyed; sent++)
      await new Promise((resolve) => socket.write(MiB, resolve));
    expect(await closed()).toMatch(/^HTTP\/1\.1 403 /);
    expect(sent).toBeGreaterThan(60);
    expect(sent).toBeLessThan(200);
    // Once: a connection that is given up on with every chunk would have Node warn of a leak.
    expect(warned.mock.calls).toEqual([]);
    process.off('warning', warned);
  });

  it('costs nothing once its client has left', async () => {
    const port = await listen(() => new Response('no', { status: 403 }));
    const closed = new Promise((resolve) => {
      (server as Server).once('connection', (connection: Socket) => connection.once('close', resolve));
    });
    const { send, until, socket } = await openSocket(port);
    send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nx');
    await until(/403/);
    socket.destroy();
    await closed;
    expect(vi.getTimerCount()).toBe(0);
  });
});
