/** Opens WebSockets as a client does, and tells what came instead of one. */
import { WebSocket, type ClientOptions } from 'ws';
import { socketPeer, type SocketPeer } from './socket-peer.ts';

/** A socket, and the head of the 101 that opened it. */
export interface OpenedSocket extends SocketPeer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An answer other than 101. */
export interface RefusedSocket {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** What to open. */
export interface SocketAsk extends ClientOptions {
  readonly path: string;
  readonly protocols?: readonly string[];
}

/** Opens one; rejects if it is refused. */
export async function openSocket(port: number, ask: SocketAsk): Promise<OpenedSocket> {
  const outcome = await trySocket(port, ask);
  if ('status' in outcome) throw new Error(`refused with ${outcome.status}: ${outcome.text}`);
  return outcome;
}

/** Asks for one. */
export function trySocket(port: number, ask: SocketAsk): Promise<OpenedSocket | RefusedSocket> {
  const { path, protocols = [], ...options } = ask;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], {
      perMessageDeflate: false,
      maxPayload: 0,
      ...options,
    });
    const peer = socketPeer(socket);
    let headers: OpenedSocket['headers'] = {};
    socket.once('upgrade', (response) => (headers = response.headers));
    socket.once('open', () => resolve({ ...peer, headers }));
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        socket.terminate();
      });
    });
  });
}
