import { once } from 'node:events';
import { createServer, type Http2Server, type Http2ServerRequest } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { IncomingBody } from './incoming-body.ts';

let server: Http2Server | undefined;
afterEach(() => server?.close());

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
