/** The gateway with everything that Node brings along. */
import { createGateway, type ConfigInput, type Gateway, type GatewayOptions } from '@aperturejs/core';
import { nodeMacros } from './macros.ts';
import { createTailscaleSource } from './tailscale/source.ts';
import { createUndiciTransport } from './transport/undici.ts';

/**
 * Makes a gateway that forwards with undici, reads `${env:…}` and `${file:…}`, and knows the `tailscale` identity
 * source. Options that are given win.
 *
 * @param config an object, HuJSON text, or a source such as {@link configFile}
 * @throws ConfigError if the config is an object or a text with errors
 */
export function createNodeGateway(config: ConfigInput, options: GatewayOptions = {}): Gateway {
  return createGateway(config, {
    macros: nodeMacros,
    ...options,
    transport: options.transport ?? createUndiciTransport(),
    identityTypes: { tailscale: createTailscaleSource, ...options.identityTypes },
  });
}
