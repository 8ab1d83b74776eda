/**
 * The open connections, by origin. Each is an undici `Client`, which holds one socket and does HTTP/1.1 on it. undici's
 * own `Pool` costs as much CPU a request, but keeps its sockets out of reach: this list can end one that is still
 * connecting when its client leaves, and can see that a socket was reset where undici reports a body that ended. Nor
 * does a `Pool` ever forget a client: after a peak of a thousand streams it searches a thousand for each request.
 */
import type { Socket } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { buildConnector, Client } from 'undici';

/** What a transport may be told about the connections it makes. */
export interface ConnectOptions {
  /** PEM certificates of authorities to trust besides those that Node brings. */
  readonly ca?: string | readonly string[];
}

/** One connection, or the place for one: the client connects when it is given something to send. */
export interface Connection {
  readonly client: Client;
  readonly origin: string;
  /** The socket, while connecting and after. */
  socket: Socket | null;
  /** Who uses it now, and is told when the client begins to connect. */
  user: { onConnecting(): void } | null;
}

/** The connections of a transport. */
export interface Connections {
  /** A free connection to the origin, the one that was used last, or a new one. */
  take(origin: string): Connection;
  /** Gives a connection back for the next request. */
  release(connection: Connection): void;
  /** Ends the free ones and keeps none from now on. */
  close(): void;
}

/**
 * A provider that closes an idle connection just when a request is on its way resets it, and a POST must not be sent
 * twice, so the client would see a 502. Four seconds is less than the shortest idle time in the field (five, of uvicorn
 * and node:http), and a provider's own `Keep-Alive: timeout` counts, less the threshold.
 */
const KEEP_ALIVE = {
  keepAliveTimeout: 4_000,
  keepAliveTimeoutThreshold: 2_000,
  keepAliveMaxTimeout: 60_000,
};

/** Makes an empty list of connections. */
export function createConnections(options: ConnectOptions = {}): Connections {
  // One connector for all, so that TLS sessions are resumed. Its own timeout is off: deadlines are the exchange's.
  // HTTP/2 is off, as it is by default in undici: calls last for minutes, and on one connection a single lost packet
  // would hold up all of them; and headers would lose their spelling.
  const connect = buildConnector({
    ...(options.ca === undefined ? {} : { secureContext: trusting([options.ca].flat()) }),
    allowH2: false,
    timeout: 0,
  });
  const free = new Map<string, Connection[]>();
  let closed = false;

  const open = (origin: string): Connection => {
    const client = new Client(origin, {
      ...KEEP_ALIVE,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect(target, callback) {
        // The connector returns its socket, though its type does not say so (undici, lib/core/connect.js).
        connection.socket = connect(target, callback) as unknown as Socket;
        connection.user?.onConnecting();
      },
    });
    const connection: Connection = { client, origin, socket: null, user: null };
    client.on('disconnect', () => forget(connection));
    return connection;
  };

  const forget = (connection: Connection): void => {
    const list = free.get(connection.origin);
    const index = list?.lastIndexOf(connection) ?? -1;
    if (index >= 0) list?.splice(index, 1);
    if (list?.length === 0) free.delete(connection.origin);
  };

  return {
    take: (origin) => free.get(origin)?.pop() ?? open(origin),
    release(connection) {
      if (closed) {
        void connection.client.destroy();
        return;
      }
      const list = free.get(connection.origin);
      if (list) list.push(connection);
      else free.set(connection.origin, [connection]);
    },
    close() {
      closed = true;
      for (const list of free.values()) for (const { client } of list) void client.destroy();
      free.clear();
    },
  };
}

/** Made once: to read the list of authorities takes milliseconds. */
export function trusting(certificates: readonly string[]): SecureContext {
  return createSecureContext({ ca: [...rootCertificates, ...certificates] });
}
