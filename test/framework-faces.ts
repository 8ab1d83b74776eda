/** The middlewares inside their frameworks, at the root and under a path, ahead of a host application. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { apertureMiddleware as forExpress } from '@aperturejs/express';
import { apertureMiddleware as forKoa } from '@aperturejs/koa';
import type { Gateway } from '@aperturejs/core';
import express, { type ErrorRequestHandler } from 'express';
import express4 from 'express4';
import Koa from 'koa';
import Koa2 from 'koa2';
import { mount } from '../packages/koa/src/testing/mount.ts';
import { serverFace, type Face, type Served } from '../packages/node/src/testing/faces.ts';

/** What the host application says to requests that are not the gateway's: all it got of them. */
async function hostPage(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return `host: ${req.method} ${req.url} ${Buffer.concat(chunks).toString()}`;
}

/** What it says of errors. */
const ERROR = { error: { message: 'internal error' } };

function inExpress(make: typeof express, path: string, served: Served): RequestListener {
  const app = make();
  app.use(path || '/', forExpress(served as Gateway));
  app.use((req, res, next) => {
    hostPage(req).then((page) => res.send(page), next);
  });
  // Express knows it by its four parameters.
  const onError: ErrorRequestHandler = (_error, _req, res, _next) => void res.status(500).json(ERROR);
  app.use(onError);
  return app as RequestListener;
}

function inKoa(Make: typeof Koa, path: string, served: Served): RequestListener {
  const app = new Make();
  // Koa prints what goes wrong with a connection.
  app.silent = true;
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch {
      ctx.status = 500;
      ctx.body = ERROR;
    }
  });
  const aperture = forKoa(served as Gateway);
  app.use(path ? mount(path, aperture) : aperture);
  app.use(async (ctx) => {
    ctx.body = await hostPage(ctx.req);
  });
  return app.callback() as RequestListener;
}

const frameworks: Readonly<Record<string, (path: string, served: Served) => RequestListener>> = {
  'Express 5': (path, served) => inExpress(express, path, served),
  'Express 4': (path, served) => inExpress(express4, path, served),
  'Koa 3': (path, served) => inKoa(Koa, path, served),
  'Koa 2': (path, served) => inKoa(Koa2, path, served),
};

/** Every framework with the middleware in it. */
export const frameworkFaces: readonly Face[] = ['', '/ai'].flatMap((mount) =>
  Object.entries(frameworks).map(([name, appOf]) =>
    serverFace({
      name: mount ? `${name} under ${mount}` : name,
      traits: ['http1', 'middleware'],
      mount,
      serve: (served) => createServer(appOf(mount, served)),
    }),
  ),
);
