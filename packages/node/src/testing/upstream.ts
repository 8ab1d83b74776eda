/** A provider for tests: a real server on loopback that keeps what reaches it and answers as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it reached the provider. */
export interface Reached {
  readonly method: string;
  readonly path: string;
  /** Name, value, name, value … in wire order. */
  readonly headers: readonly string[];
  /** Resolves with the whole body; rejects if the request broke off. */
  readonly body: Promise<Buffer>;
  /** Resolves when the exchange is over, whole or not. */
  readonly gone: Promise<void>;
  header(name: string): string | undefined;
}

export interface Upstream {
  readonly origin: string;
  readonly reached: Reached[];
  /** The next requests are answered by this; by default 200 `{"ok":true}` after the whole body. */
  answer: (req: IncomingMessage, res: ServerResponse, reached: Reached) => void;
  reset(): void;
  close(): Promise<void>;
}

export async function startUpstream(): Promise<Upstream> {
  const sockets = new Set<Socket>();
  const server = createServer((req, res) => {
    const reached = reachedBy(req, res);
    upstream.reached.push(reached);
    upstream.answer(req, res, reached);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: Upstream = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached: [],
    answer: answerOk,
    reset() {
      upstream.reached.length = 0;
      upstream.answer = answerOk;
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
  return upstream;
}

function reachedBy(req: IncomingMessage, res: ServerResponse): Reached {
  const chunks: Buffer[] = [];
  const body = new Promise<Buffer>((resolve, reject) => {
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('close', () => reject(new Error('the request broke off')));
  });
  // A test that expects the break asks for it; the others need not hear of it.
  body.catch(() => {});
  return {
    method: req.method ?? '',
    path: req.url ?? '',
    headers: req.rawHeaders,
    body,
    gone: new Promise((resolve) => res.once('close', resolve)),
    header: (name) => req.headers[name]?.toString(),
  };
}

function answerOk(_req: IncomingMessage, res: ServerResponse, { body }: Reached): void {
  body.then(
    () => res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
    () => {},
  );
}
