/** Stopping a server without cutting anybody off. */
import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** How often connections are looked through for those that have become idle. */
const SWEEP_MS = 100;

/**
 * A response class whose answers close their connection while `isDraining`. A class, and not a header set per request:
 * it costs nothing until then, and reaches the answers that were under way already.
 */
export function drainableResponse(isDraining: () => boolean): typeof ServerResponse {
  return class DrainableResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(...head: unknown[]): this {
      if (isDraining()) this.shouldKeepAlive = false;
      return super.writeHead(...(head as [number]));
    }
  };
}

/**
 * Keeps track of the connections that have not carried a request yet. Node does not count them as idle, so that one
 * client which connects ahead of need, as browsers do, would hold a stop up until its deadline.
 */
export function trackUnused(server: Server): { endAll(): void } {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  for (const event of ['request', 'upgrade']) {
    server.on(event, (req: IncomingMessage) => unused.delete(req.socket));
  }
  return {
    endAll() {
      for (const socket of unused) socket.destroy();
    },
  };
}

/**
 * Takes no more connections, ends the idle ones, and resolves when the requests under way have ended: by themselves, or
 * cut off after `patience` milliseconds.
 */
export function drain(server: Server, patience: number): Promise<void> {
  return new Promise((resolve) => {
    // An answer whose head went out before the stop leaves its connection idle, not closed; Node looks only once.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const cut = setTimeout(() => server.closeAllConnections(), patience);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}
