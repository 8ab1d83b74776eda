/** The transport of packages/node: undici for requests, `ws` for WebSockets; one request a connection at a time, nothing added and nothing followed. */
import type { Transport } from '@aperturejs/core';
import { createConnections, trusting, type ConnectOptions } from './connections.ts';
import { Exchange } from './exchange.ts';
import { openSocket, type SocketExchange, type SocketRequest } from './socket.ts';

/** Options of {@link createUndiciTransport}. */
export interface UndiciTransportOptions {
  readonly connect?: ConnectOptions;
}

/**
 * A transport that opens WebSockets as well. With one that does not, clients are told to use HTTP. No public type: it would
 * make every user of this package need the types of `ws`.
 */
interface SocketTransport extends Transport {
  openSocket(request: SocketRequest): SocketExchange;
}

/** True for a transport that opens WebSockets. */
export function opensSockets(transport: Transport): transport is SocketTransport {
  return 'openSocket' in transport;
}

/**
 * Makes a transport on undici. It follows no redirect, repeats no request, verifies certificates and keeps the deadlines
 * of each request. Headers go as they are; those that belong to one connection (`host`, `connection`,
 * `transfer-encoding`, `expect`, `upgrade`, `keep-alive`) must not be among them. It opens WebSockets as well, which
 * another transport around it does not.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): Transport {
  const connections = createConnections(options.connect);
  const { ca } = options.connect ?? {};
  const secureContext = ca === undefined ? undefined : trusting([ca].flat());
  const transport: SocketTransport = {
    send(request) {
      const exchange = new Exchange(request, connections);
      exchange.send();
      return exchange;
    },
    openSocket: (request) => openSocket(request, secureContext),
    async close() {
      connections.close();
    },
  };
  return transport;
}
