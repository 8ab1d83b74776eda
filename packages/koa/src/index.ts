/** Aperture as a Koa middleware. */
import type { ConfigInput, Gateway } from '@aperturejs/core';
import { mountedGateway, toNodeListener, type HostInfo, type MountOptions } from '@aperturejs/node';
import type { Context, Middleware, Next } from 'koa';

/** What the middleware takes. */
export type ApertureOptions = MountOptions<Context>;

/** The middleware, with its gateway: to reload the config, to explain a request, to close. */
export type ApertureMiddleware = Middleware & { readonly gateway: Gateway };

/**
 * Makes a middleware that answers the paths of the gateway and passes all others on. Use it ahead of body parsers and
 * of `koa-compress`, at the root or under a path: `app.use(mount('/ai', apertureMiddleware(config)))`.
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
  const middleware = (ctx: Context, next: Next): Promise<unknown> =>
    new Promise((resolve, reject) => {
      // Koa sends nothing itself then; it would buffer, and add headers of its own.
      ctx.respond = false;
      const info: HostInfo = { ...hostInfo(ctx), ...(identify && { identify: () => identify(ctx) }) };
      const listener = toNodeListener(gateway.fetch, { owns: gateway.owns, info: () => info });
      const passOn = (error?: unknown): void => {
        ctx.respond = true;
        if (error === undefined) resolve(next());
        else reject(error as Error);
      };
      void listener(ctx.req, ctx.res, passOn).then(resolve);
    });
  return Object.assign(middleware, { gateway });
}

/** What proxies put ahead of the path (RFC 9112 section 3.2.2). A mount cuts behind it, so it is no part of one. */
const SCHEME_AND_AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** Koa keeps to its context what Express puts on the request. */
function hostInfo(ctx: Context): HostInfo {
  const { originalUrl, protocol, path } = ctx;
  const { body, rawBody } = ctx.request as { body?: unknown; rawBody?: unknown };
  const whole = originalUrl.replace(SCHEME_AND_AUTHORITY, '').split(/[?#]/, 1)[0] as string;
  // What a mount, or a mount in a mount, has cut off the front.
  const basePath = whole.endsWith(path) ? whole.slice(0, whole.length - path.length) : '';
  return { target: originalUrl, protocol, basePath, body, rawBody };
}
