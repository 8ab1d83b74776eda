/** A provider with WebSockets: a real server on loopback that keeps what reaches it and answers as it is told. */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type ServerOptions } from 'ws';
import { socketPeer, type SocketPeer } from './socket-peer.ts';

/** A handshake as it reached the provider. */
export interface ReachedHandshake {
  readonly path: string;
  /** Name, value, name, value … in wire order. */
  readonly headers: readonly string[];
  header(name: string): string | undefined;
}

export interface SocketUpstream {
  readonly origin: string;
  readonly handshakes: ReachedHandshake[];
  /** What the next handshakes get; by default they are accepted. `accept` may be called late. */
  answer: (req: IncomingMessage, socket: Socket, accept: () => void) => void;
  /** The next socket that was accepted. */
  next(): Promise<SocketPeer>;
  /** How many connections are open. */
  open(): number;
  reset(): void;
  close(): Promise<void>;
}

/** Headers of every 101, and one that the gateway must not pass on. */
const ACCEPTED = ['x-codex-turn-state: state-1', 'x-models-etag: "e"', 'set-cookie: a=b'];

export async function startSocketUpstream(options: ServerOptions = {}): Promise<SocketUpstream> {
  const sockets = new Set<Socket>();
  const accepted: SocketPeer[] = [];
  const news = new EventEmitter();
  const server = createServer((_req, res) => void res.writeHead(404).end());
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 0,
    ...options,
  });
  webSockets.on('headers', (lines) => lines.push(...ACCEPTED));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    upstream.handshakes.push({
      path: req.url ?? '',
      headers: req.rawHeaders,
      header: (name) => req.headers[name]?.toString(),
    });
    news.emit('handshake');
    // Read, so that it hears of its end also while it is not answered.
    socket.resume().once('end', () => socket.destroy());
    upstream.answer(req, socket, () =>
      webSockets.handleUpgrade(req, socket, head, (opened) => {
        accepted.push(socketPeer(opened));
        news.emit('more');
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: SocketUpstream = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handshakes: [],
    answer: (_req, _socket, accept) => accept(),
    async next() {
      while (accepted.length === 0) await once(news, 'more');
      return accepted.shift() as SocketPeer;
    },
    open: () => sockets.size,
    reset() {
      upstream.handshakes.length = 0;
      accepted.length = 0;
      upstream.answer = (_req, _socket, accept) => accept();
      for (const socket of sockets) socket.destroy();
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
  return upstream;
}

/** Answers a handshake with something else than 101. */
export function sayNo(
  socket: Socket,
  status: number,
  body = '{"error":{"message":"words"}}',
  head = '',
): void {
  socket.end(
    `HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${head}\r\n${body}`,
  );
}
