/** The gateway: a config and its ports in, a Request → Response function out. */
import type { Snapshot } from './config/snapshot.ts';
import type { IdentityConfig } from './config/schema/identity.ts';
import type { Explanation, Question } from './explain.ts';
import type { ConfigSource, Identity, IdentitySource, Logger, Macros, Transport } from './ports.ts';

/** An object, HuJSON text, or a source that may change while the gateway runs. */
export type ConfigInput = string | ConfigSource | Readonly<Record<string, unknown>>;

/** What the gateway gets from its surroundings; packages/node supplies all of it. */
export interface GatewayOptions {
  /** Carries requests to the providers. Default: the runtime's own `fetch`, which decodes compressed answers. */
  readonly transport?: Transport;
  /** Sources asked before those of the config. */
  readonly identity?: readonly IdentitySource[];
  /** Makes the sources that need more than the Web platform, by their `type` in the config: `tailscale`. */
  readonly identityTypes?: Readonly<Record<string, (config: IdentityConfig) => IdentitySource>>;
  /** What `${env:…}` and `${file:…}` stand for. Default: nothing, so each is reported as unsubstituted. */
  readonly macros?: Macros;
  /** Default: silence. */
  readonly logger?: Logger;
}

/** What a face knows of a request that the Request does not say. */
export interface RequestContext {
  /** The peer's address, without brackets or zone. */
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** The path under which the gateway is mounted, such as `/ai`; it is cut off before routing. Adds to `server.base_path`. */
  readonly basePath?: string;
  /** Who calls, where the host application has found out already. No source is asked then. */
  readonly identity?: Identity;
}

/** A running gateway. */
export interface Gateway {
  /** Answers a request. Never rejects: failures are answers too. */
  fetch(request: Request, context?: RequestContext): Promise<Response>;
  /** True if the path of the URL belongs to the gateway, so that a host application should hand the request over. */
  owns(url: string, basePath?: string): boolean;
  /** Tells what would happen to a request, and why, without forwarding it. */
  explain(question: Question): Promise<Explanation>;
  /** Reads the config again and swaps it in. Rejects with a ConfigError, and the old one goes on serving. */
  reload(): Promise<void>;
  /** Resolves when the first config is in force; rejects with a ConfigError if it cannot be. */
  readonly ready: Promise<void>;
  /** The config in force. Throws before `ready`. */
  readonly snapshot: Snapshot;
  /** Stops watching the config and ends idle upstream connections. Requests under way end by themselves. */
  close(): Promise<void>;
}

/**
 * Makes a gateway.
 *
 * @param config an object, HuJSON text, or a source; text and objects are checked at once, a source by `ready`
 * @throws ConfigError if the config is an object or a text with errors
 */
export function createGateway(_config: ConfigInput, _options: GatewayOptions = {}): Gateway {
  throw new Error('under construction');
}
