/**
 * The ways of this package in which a gateway can be reached. A behaviour that differs between two faces is a bug, so a
 * suite is written once and runs through all of them: through these here, through the middlewares in test/.
 */
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { toNodeListener, type ListenerOptions } from '../bridge/listener.ts';
import type { FetchHandler } from '../bridge/node-http.ts';
import { http1Client, http2Client, memoryClient, type Client } from './client.ts';

/** What a face is, for cases that do not apply to it. */
export type Trait =
  | 'memory'
  | 'http1'
  | 'http2'
  /** Its requests are native ones. */
  | 'eager'
  /** There is no host application around it. */
  | 'alone'
  | 'middleware'
  | 'mounted'
  | 'unmounted';

/** What a face leads to: a gateway, or as much of one as a middleware asks. */
export interface Served {
  readonly fetch: FetchHandler;
  owns(url: string, basePath?: string): boolean;
}

/** One way to reach a gateway. */
export interface Face {
  readonly name: string;
  readonly traits: readonly Trait[];
  /** The path it is mounted under, such as `/ai`; the client puts it ahead of each path. */
  readonly mount: string;
  start(served: Served, options?: ListenerOptions): Promise<RunningFace>;
}

/** A face that answers. */
export interface RunningFace {
  /** Where it listens on 127.0.0.1; 0 in memory. */
  readonly port: number;
  readonly client: Client;
  close(): Promise<void>;
}

/** A face that is a server. */
export interface ServerFace {
  readonly name: string;
  readonly traits: readonly Trait[];
  /** Default: none. */
  readonly mount?: string;
  serve(served: Served, options: ListenerOptions): Server | Http2Server;
}

/** Makes a face of a server that does not listen yet. */
export function serverFace({ name, traits, mount = '', serve }: ServerFace): Face {
  return {
    name,
    traits: [...traits, mount ? 'mounted' : 'unmounted'],
    mount,
    async start(served, options = {}) {
      const server = serve(served, options);
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

const memory: Face = {
  name: 'memory',
  traits: ['memory', 'alone', 'unmounted'],
  mount: '',
  start: ({ fetch }) =>
    Promise.resolve({ port: 0, client: memoryClient(fetch), close: () => Promise.resolve() }),
};

const servers: readonly ServerFace[] = [
  {
    name: 'node:http',
    traits: ['http1', 'alone'],
    serve: ({ fetch }, options) => createServer(toNodeListener(fetch, options)),
  },
  {
    name: 'node:http, native requests',
    traits: ['http1', 'alone', 'eager'],
    serve: ({ fetch }, options) => createServer(toNodeListener(fetch, { ...options, lazy: false })),
  },
  {
    name: 'HTTP/2',
    traits: ['http2', 'alone'],
    serve: ({ fetch }, options) => createHttp2Server(toNodeListener(fetch, options)),
  },
  {
    name: 'HTTP/2, native requests',
    traits: ['http2', 'alone', 'eager'],
    serve: ({ fetch }, options) => createHttp2Server(toNodeListener(fetch, { ...options, lazy: false })),
  },
];

/** Every face that leads to anything served. */
export const faces: readonly Face[] = [memory, ...servers.map(serverFace)];
