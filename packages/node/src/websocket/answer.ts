/** An HTTP answer on a connection that Node has taken out of its HTTP server's hands, for it was to become a WebSocket. */
import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { rawResponseOf, type HeaderList, type RawResponse } from '@aperturejs/core/wire';
import { lazyResponse } from '@aperturejs/core/wire';
import type { IncomingRequest } from '../bridge/incoming-request.ts';
import type { BadRequest } from '../bridge/node-http.ts';
import { sendResponse } from '../bridge/response.ts';

/** How long a client that was refused may go on sending before its connection is cut, and the answer perhaps with it. */
const LINGER_MS = 1_000;

/** Answers, and ends the connection. */
export function answer(req: IncomingMessage, incoming: IncomingRequest, response: Response): void {
  const raw = rawResponseOf(response);
  const res = new ServerResponse(req);
  const { socket } = req;
  res.assignSocket(socket);
  res.once('finish', () => {
    res.detachSocket(socket);
    end(socket);
  });
  // The last answer on this connection: nothing reads requests from it any more.
  void sendResponse(res, lazyResponse({ ...raw, headers: closing(raw) }), incoming);
}

/** Refuses what nobody was asked about. */
export function refuse(socket: Socket, { status, message }: BadRequest): void {
  const body = JSON.stringify({ error: { message } });
  const head = [
    `HTTP/1.1 ${status} ${status === 405 ? 'Method Not Allowed' : 'Bad Request'}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(status === 405 ? ['allow: GET'] : []),
    'sec-websocket-version: 13',
    'connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  end(socket);
}

function end(socket: Socket): void {
  if (socket.destroyed) return;
  socket.end();
  // With bytes left to read, closing resets the connection, and a client may lose the answer that it has not read yet.
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(cut));
}

/** A 426 names the protocol to use instead in `connection` as well. */
function closing({ headers }: RawResponse): HeaderList {
  const list = headers.filter((_, i) => (headers[i - (i % 2)] as string).toLowerCase() !== 'connection');
  const upgrades = list.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'upgrade');
  return [...list, 'connection', upgrades ? 'upgrade, close' : 'close'];
}
