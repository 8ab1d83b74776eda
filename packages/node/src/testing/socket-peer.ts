/** One end of a WebSocket in a test: what it hears can be waited for. */
import { EventEmitter, once } from 'node:events';
import type { WebSocket } from 'ws';

/** A message as it came. */
export interface Heard {
  readonly text: string;
  readonly bytes: Buffer;
  readonly isBinary: boolean;
}

/** An open WebSocket. */
export interface SocketPeer {
  readonly socket: WebSocket;
  /** All that has been heard and not taken by `next`. */
  readonly heard: Heard[];
  send(message: string | Buffer | object): void;
  /** The next message; rejects if the socket ends before it comes. */
  next(): Promise<Heard>;
  /** The next message as JSON. */
  json(): Promise<Record<string, unknown>>;
  /** Resolves when the socket is closed. */
  readonly ended: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Wraps a socket that is open, or about to be. */
export function socketPeer(socket: WebSocket): SocketPeer {
  const news = new EventEmitter();
  const heard: Heard[] = [];
  let isOver = false;
  socket.on('message', (bytes: Buffer, isBinary) => {
    heard.push({ text: bytes.toString(), bytes, isBinary });
    news.emit('more');
  });
  socket.on('error', () => {});
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      isOver = true;
      resolve({ code, reason: reason.toString() });
      news.emit('more');
    });
  });
  const peer: SocketPeer = {
    socket,
    heard,
    ended,
    send(message) {
      const isText = typeof message === 'string';
      socket.send(isText || Buffer.isBuffer(message) ? message : JSON.stringify(message));
    },
    async next() {
      while (heard.length === 0) {
        if (isOver) throw new Error('the socket ended before a message came');
        await once(news, 'more');
      }
      return heard.shift() as Heard;
    },
    json: async () => JSON.parse((await peer.next()).text) as Record<string, unknown>,
  };
  return peer;
}
