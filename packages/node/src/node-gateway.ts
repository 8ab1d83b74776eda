/** The gateway with everything that Node brings along. */
import { createGateway, type ConfigInput, type Gateway, type GatewayOptions } from '@aperturejs/core';
import { dashboardPages } from './dashboard.ts';
import { nodeDecoders } from './decoding/decoders.ts';
import { createLogger } from './logger.ts';
import { nodeMacros } from './macros.ts';
import { createModelInfoSource } from './model-info/genai-prices.ts';
import { createTailscaleSource } from './tailscale/source.ts';
import { createUndiciTransport } from './transport/undici.ts';

/**
 * Makes a gateway that forwards with undici, reads `${env:…}` and `${file:…}`, has the dashboard under `/ui/`, knows the `tailscale` identity source, and
 * writes warnings and errors to standard error: a changed config that was not taken must not go unnoticed. Options that
 * are given win.
 *
 * @param config an object, HuJSON text, or a source such as {@link configFile}
 * @throws ConfigError if the config is an object or a text with errors
 */
export function createNodeGateway(config: ConfigInput, options: GatewayOptions = {}): Gateway {
  return createGateway(config, {
    macros: nodeMacros,
    pages: dashboardPages,
    modelInfo: createModelInfoSource(),
    logger: createLogger((line) => void process.stderr.write(line), 'warn'),
    ...options,
    transport: options.transport ?? createUndiciTransport(),
    decoders: options.decoders ?? nodeDecoders,
    identityTypes: { tailscale: createTailscaleSource, ...options.identityTypes },
  });
}
