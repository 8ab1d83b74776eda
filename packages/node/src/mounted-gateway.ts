/** What the middleware packages have in common. */
import type { ConfigInput, Gateway, GatewayOptions, Identity } from '@aperturejs/core';
import { createNodeGateway } from './node-gateway.ts';

/** What a middleware takes, besides what the gateway gets from its surroundings. */
export interface MountOptions<HostRequest> extends GatewayOptions {
  /**
   * Who calls, where the host application has authenticated the request already. Undefined leaves it to the identity
   * sources of the config. What it throws goes to the host application's error handler.
   */
  identify?(request: HostRequest): Identity | undefined;
}

/**
 * The gateway of a middleware: the given one, so that several middlewares may share it, or one made of a config. A
 * given one has its options already.
 */
export function mountedGateway(config: ConfigInput | Gateway, options: GatewayOptions): Gateway {
  return isGateway(config) ? config : createNodeGateway(config, options);
}

function isGateway(config: ConfigInput | Gateway): config is Gateway {
  return typeof config === 'object' && 'fetch' in config && typeof config.fetch === 'function';
}
