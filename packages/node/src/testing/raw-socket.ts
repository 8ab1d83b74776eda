/** Bytes on a socket, for requests that no client library would send. */
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that says what it is told and remembers what it hears. */
export interface RawSocket {
  readonly socket: Socket;
  send(text: string): void;
  /** All that has come so far, as Latin-1. */
  readonly heard: string;
  /** Resolves when what has come matches; rejects when the connection ends first. */
  until(pattern: RegExp): Promise<string>;
  /** Resolves with all of it when the connection ends. */
  closed(): Promise<string>;
}

/** Connects to a port of 127.0.0.1. */
export async function openSocket(port: number): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1');
  const news = new EventEmitter();
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    news.emit('more');
  });
  socket.on('error', () => {});
  socket.once('close', () => news.emit('more'));
  await once(socket, 'connect');
  return {
    socket,
    send: (text) => void socket.write(text, 'latin1'),
    get heard() {
      return heard;
    },
    async until(pattern) {
      while (!pattern.test(heard)) {
        if (socket.closed) throw new Error(`the connection ended after ${JSON.stringify(heard)}`);
        await once(news, 'more');
      }
      return heard;
    },
    async closed() {
      while (!socket.closed) await once(news, 'more');
      return heard;
    },
  };
}
