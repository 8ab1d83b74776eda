/** The gateway as a server of its own. */
import { createServer as createHttpServer, type Server } from 'node:http';
import type { ConfigInput, Gateway, GatewayOptions } from '@aperturejs/core';
import { discard } from '../bridge/incoming-body.ts';
import { toNodeListener } from '../bridge/listener.ts';
import { createNodeGateway } from '../node-gateway.ts';
import { bind, type Address } from './bind.ts';
import { drain, drainableResponse, trackUnused } from './drain.ts';
import { exposureProblem } from './exposure.ts';
import { answerHealth } from './health.ts';
import { leadToDashboard } from './root.ts';
import { attach, type AttachedUpgrade } from '../websocket/upgrade.ts';

/** Load balancers keep idle connections for 60 s; the side that closes first must not be ours, or requests are lost. */
const KEEP_ALIVE_MS = 75_000;
/** How long a client may take to send a head, so that connections cost whoever opens them something. */
const HEAD_MS = 60_000;

/** What a server gets from its surroundings, besides what the gateway gets. */
export interface ServerOptions extends GatewayOptions {
  /** The address to listen on. Default: `server.host` of the config, which defaults to `127.0.0.1`. */
  readonly host?: string;
  /** 0 takes a free one. Default: `server.port` of the config, which defaults to 8787. */
  readonly port?: number;
}

/** A server that is listening, or will be. */
export interface ApertureServer {
  readonly gateway: Gateway;
  /**
   * Waits for the config and listens. Host, port and header limit are those of the config at this moment; a reload
   * changes everything else.
   *
   * @throws ConfigError if the config cannot be used
   * @throws Error if the address cannot be taken, or the server would be open to callers it cannot identify
   */
  listen(): Promise<Address>;
  /**
   * Stops: `/readyz` says no, no connection is taken, idle ones end, requests under way may finish.
   *
   * @param options `drain`: milliseconds until the rest is cut off; default `server.drain` of the config
   */
  close(options?: { readonly drain?: number }): Promise<void>;
}

/**
 * Makes a server. It answers `/healthz` and `/readyz` itself, and leads browsers from `/` to the dashboard; everything else is the gateway's.
 *
 * @param config an object, HuJSON text, or a source such as {@link configFile}
 * @throws ConfigError if the config is an object or a text with errors
 */
export function createServer(config: ConfigInput, options: ServerOptions = {}): ApertureServer {
  const { host, port, ...gatewayOptions } = options;
  const gateway = createNodeGateway(config, gatewayOptions);
  const onError = (error: unknown): void =>
    options.logger?.log('warn', 'an answer was not sent whole', { error });
  const listener = toNodeListener(gateway.fetch, { onError });
  let stopping = false;
  let running: { readonly server: Server; readonly upgrades: AttachedUpgrade; endUnused(): void } | undefined;

  return {
    gateway,

    async listen() {
      await gateway.ready;
      if (stopping) throw new Error('the server was closed before it listened');
      const { identity, server: settings } = gateway.snapshot;
      const at = { host: host ?? settings.host, port: port ?? settings.port };
      const sources = [...(options.identity ?? []), ...identity].map((source) => source.type);
      const problem = exposureProblem(at.host, sources);
      if (problem) throw new Error(problem);

      const server = createHttpServer({
        ServerResponse: drainableResponse(() => stopping),
        maxHeaderSize: settings.maxHeaderBytes,
        keepAliveTimeout: KEEP_ALIVE_MS,
        // A long prompt over a slow line takes its time. The head has its own limit, which must be named: Node's
        // default for it is 60 s, but no more than `requestTimeout`, and 0 counts as less.
        requestTimeout: 0,
        headersTimeout: HEAD_MS,
        noDelay: true,
      });
      // Node would drop those past the thousandth without a word. Their bytes have a limit already.
      server.maxHeadersCount = 0;
      const unused = trackUnused(server);
      server.on('request', (req, res) => {
        const { basePath } = gateway.snapshot.server;
        if (answerHealth(req, res, () => !stopping)) discard(req);
        else if (options.pages !== null && leadToDashboard(req, res, basePath)) discard(req);
        else void listener(req, res);
      });
      const upgrades = attach(server, gateway, { owns: () => true, onError });
      const address = await bind(server, at.host, at.port);
      running = { server, upgrades, endUnused: unused.endAll };
      return address;
    },

    async close({ drain: patience } = {}) {
      stopping = true;
      gateway.endLive();
      if (running) {
        const { server, upgrades, endUnused } = running;
        running = undefined;
        endUnused();
        const wait = patience ?? gateway.snapshot.server.drain;
        await Promise.all([drain(server, wait), upgrades.close({ drain: wait })]);
      }
      await gateway.close();
    },
  };
}
