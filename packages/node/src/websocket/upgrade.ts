/** WebSockets on an HTTP server. */
import type { IncomingMessage, Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Gateway, Identity } from '@aperturejs/core';
import { basePathOf, targetOf, type HostInfo } from '../bridge/host-info.ts';
import { BadRequest } from '../bridge/node-http.ts';
import { pathOf } from '../bridge/target.ts';
import { refuse } from './answer.ts';
import { handBack } from './hand-back.ts';
import { openHandshake } from './handshake.ts';
import { createOpenRelays } from './open-relays.ts';
import { asksForWebSocket, checkUpgrade } from './upgrade-request.ts';

/** What the gateway cannot know of a server that is not its own. */
export interface UpgradeOptions {
  /** The path that the gateway is mounted under, such as `/ai`: no middleware runs for a WebSocket, to tell it. */
  readonly basePath?: string;
  /**
   * Who calls, where the host application can tell by the request; no middleware has seen it. Undefined leaves it to the
   * identity sources of the config. What it throws or rejects with ends the connection.
   */
  identify?(request: IncomingMessage): Identity | undefined | Promise<Identity | undefined>;
  /** Hears why a connection was ended without an answer. Default: nobody does. */
  onError?(error: unknown): void;
}

/** The WebSockets of a server. */
export interface AttachedUpgrade {
  /**
   * Accepts no more, and ends those that are open: idle ones now, others after the answer that is under way.
   *
   * @param options `drain`: milliseconds until the rest is cut off; default `server.drain` of the config
   */
  close(options?: { readonly drain?: number }): Promise<void>;
}

/**
 * Relays the WebSockets of a server to the gateway's providers. Those for paths that are not the gateway's are left to
 * the server's other listeners; where there are none, they stay ordinary requests.
 *
 * @param server an HTTP server of your own, or the one that `app.listen` of Express or Koa returns
 */
export function attachUpgrade(
  server: Server | HttpsServer,
  gateway: Gateway,
  options: UpgradeOptions = {},
): AttachedUpgrade {
  const { basePath = '' } = options;
  return attach(server as Server, gateway, {
    ...options,
    owns: (path) => gateway.owns(`http://localhost${path}`, basePath),
  });
}

/** As {@link attachUpgrade}, for a server that decides by itself which paths are the gateway's. */
export function attach(
  server: Server,
  gateway: Gateway,
  options: UpgradeOptions & { owns(path: string): boolean },
): AttachedUpgrade {
  const relays = createOpenRelays();
  const info: HostInfo = { basePath: options.basePath ?? '' };

  server.on('upgrade', (req: IncomingMessage, _socket: unknown, head: Buffer) => {
    const { socket } = req;
    // Whatever happens to the connection, somebody must listen, or the process ends.
    socket.on('error', () => {});
    try {
      const owned = options.owns(pathOf(targetOf(req, info)));
      if (!owned && server.listenerCount('upgrade') > 1) return;
      if (!owned || !asksForWebSocket(req)) return handBack(server, req, head);
      checkUpgrade(req, head);
    } catch (error) {
      return error instanceof BadRequest ? refuse(socket, error) : fail(error);
    }
    openHandshake(req, gateway, { ...options, relays, basePath: basePathOf(req, info) }).catch(fail);
    return undefined;

    function fail(error: unknown): void {
      socket.destroy();
      options.onError?.(error);
    }
  });

  return {
    close: ({ drain } = {}) => relays.close(drain ?? gateway.snapshot.server.drain),
  };
}
