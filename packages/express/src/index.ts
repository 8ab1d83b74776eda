/** Aperture as an Express middleware. */
import type { ConfigInput, Gateway } from '@aperturejs/core';
import { mountedGateway, toNodeListener, type MountOptions } from '@aperturejs/node';
import type { Request, RequestHandler } from 'express';

/** What the middleware takes. */
export type ApertureOptions = MountOptions<Request>;

/** The middleware, with its gateway: to reload the config, to explain a request, to close. */
export type ApertureMiddleware = RequestHandler & { readonly gateway: Gateway };

/**
 * Makes a middleware that answers the paths of the gateway and passes all others on. Mount it ahead of body parsers
 * and of `compression()`, at the root or under a path: `app.use('/ai', apertureMiddleware(config))`.
 *
 * @param config an object, HuJSON text, a source such as `configFile(path)`, or a gateway to share
 * @throws ConfigError if the config is an object or a text with errors
 */
export function apertureMiddleware(
  config: ConfigInput | Gateway,
  options: ApertureOptions = {},
): ApertureMiddleware {
  const { identify, ...gatewayOptions } = options;
  const gateway = mountedGateway(config, gatewayOptions);
  const listener = toNodeListener(gateway.fetch, {
    owns: gateway.owns,
    // Express puts the whole URL, the mount path and a parsed body on the request, where the listener looks for them.
    ...(identify && { info: (req) => ({ identify: () => identify(req as Request) }) }),
  });
  const middleware: RequestHandler = (req, res, next) => void listener(req, res, next);
  return Object.assign(middleware, { gateway });
}
