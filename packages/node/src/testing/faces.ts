/**
 * Every way in which a handler can be reached. A behaviour that differs between two faces is a bug, so a suite is
 * written once and runs through all of them.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import express from 'express';
import express4 from 'express4';
import Koa from 'koa';
import Koa2 from 'koa2';
import { toNodeListener, type ListenerOptions } from '../bridge/listener.ts';
import type { FetchHandler } from '../bridge/node-http.ts';
import { http1Client, http2Client, memoryClient, type Client } from './client.ts';

/** What a face is, for cases that do not apply to it. */
export type Trait = 'memory' | 'http1' | 'http2' | 'eager' | 'framework' | 'mounted';

/** One way to reach a handler. */
export interface Face {
  readonly name: string;
  readonly traits: readonly Trait[];
  /** The path it is mounted under, such as `/ai`; the client puts it ahead of each path. */
  readonly mount: string;
  start(handler: FetchHandler, options?: ListenerOptions): Promise<RunningFace>;
}

/** A face that answers. */
export interface RunningFace {
  /** Where it listens on 127.0.0.1; 0 in memory. */
  readonly port: number;
  readonly client: Client;
  close(): Promise<void>;
}

interface Listening {
  readonly name: string;
  readonly traits: readonly Trait[];
  readonly mount?: string;
  /** Given to `toNodeListener`. */
  readonly lazy?: boolean;
  serve(handler: FetchHandler, options: ListenerOptions): Server | Http2Server;
}

const memory: Face = {
  name: 'memory',
  traits: ['memory'],
  mount: '',
  start: (handler) =>
    Promise.resolve({ port: 0, client: memoryClient(handler), close: () => Promise.resolve() }),
};

const servers: readonly Listening[] = [
  {
    name: 'node:http',
    traits: ['http1'],
    serve: (handler, options) => createServer(toNodeListener(handler, options)),
  },
  {
    name: 'node:http, native requests',
    traits: ['http1', 'eager'],
    serve: (handler, options) => createServer(toNodeListener(handler, { ...options, lazy: false })),
  },
  {
    name: 'HTTP/2',
    traits: ['http2'],
    serve: (handler, options) => createHttp2Server(toNodeListener(handler, options)),
  },
  {
    name: 'HTTP/2, native requests',
    traits: ['http2', 'eager'],
    serve: (handler, options) => createHttp2Server(toNodeListener(handler, { ...options, lazy: false })),
  },
  {
    name: 'Express 5',
    traits: ['http1', 'framework'],
    serve: (handler, options) => createServer(inExpress(express, '/', handler, options)),
  },
  {
    name: 'Express 4',
    traits: ['http1', 'framework'],
    serve: (handler, options) => createServer(inExpress(express4, '/', handler, options)),
  },
  {
    name: 'Express 5 under /ai',
    traits: ['http1', 'framework', 'mounted'],
    mount: '/ai',
    serve: (handler, options) => createServer(inExpress(express, '/ai', handler, options)),
  },
  {
    name: 'Koa 3',
    traits: ['http1', 'framework'],
    serve: (handler, options) => createServer(inKoa(Koa, handler, options)),
  },
  {
    name: 'Koa 2',
    traits: ['http1', 'framework'],
    serve: (handler, options) => createServer(inKoa(Koa2, handler, options)),
  },
];

/** Every face. */
export const faces: readonly Face[] = [memory, ...servers.map(listening)];

function inExpress(
  make: typeof express,
  mount: string,
  handler: FetchHandler,
  options: ListenerOptions,
): RequestListener {
  const app = make();
  const listener = toNodeListener(handler, options);
  app.use(mount, (req, res) => void listener(req, res));
  return app as RequestListener;
}

function inKoa(Make: typeof Koa, handler: FetchHandler, options: ListenerOptions): RequestListener {
  const app = new Make();
  // Koa prints what goes wrong with a connection.
  app.silent = true;
  app.use((ctx) => {
    ctx.respond = false;
    return toNodeListener(handler, { ...options, info: () => ({ target: ctx.originalUrl }) })(
      ctx.req,
      ctx.res,
    );
  });
  return app.callback() as RequestListener;
}

function listening({ name, traits, mount = '', serve }: Listening): Face {
  return {
    name,
    traits,
    mount,
    async start(handler, options = {}) {
      const server = serve(handler, options);
      const sockets = new Set<Socket>();
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const client = traits.includes('http2') ? http2Client(port, mount) : http1Client(port, mount);
      return {
        port,
        client,
        close() {
          client.close();
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          for (const socket of sockets) socket.destroy();
          return closed;
        },
      };
    },
  };
}
