/** The transport of packages/node: undici, one request a connection at a time, nothing added and nothing followed. */
import type { Transport } from '@aperturejs/core';
import { createConnections, type ConnectOptions } from './connections.ts';
import { Exchange } from './exchange.ts';

/** Options of {@link createUndiciTransport}. */
export interface UndiciTransportOptions {
  readonly connect?: ConnectOptions;
}

/**
 * Makes a transport on undici. It follows no redirect, repeats no request, verifies certificates and keeps the deadlines
 * of each request. Headers go as they are; those that belong to one connection (`host`, `connection`,
 * `transfer-encoding`, `expect`, `upgrade`, `keep-alive`) must not be among them.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): Transport {
  const connections = createConnections(options.connect);
  return {
    send(request) {
      const exchange = new Exchange(request, connections);
      exchange.send();
      return exchange;
    },
    async close() {
      connections.close();
    },
  };
}
