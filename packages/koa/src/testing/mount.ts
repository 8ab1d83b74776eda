import type { Middleware } from 'koa';

/** What koa-mount does: cuts a path off for a middleware, and puts it back for whatever comes after. */
export const mount =
  (prefix: string, inner: Middleware): Middleware =>
  async (ctx, next) => {
    const { path } = ctx;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return next();
    ctx.path = path.slice(prefix.length) || '/';
    return inner(ctx, () => {
      ctx.path = path;
      return next();
    });
  };
