import { once } from 'node:events';
import { createServer as createHttp1Server, type Server, type ServerResponse } from 'node:http';
import { constants, createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { lazyResponse, type ByteSource, type HeaderList } from '@aperturejs/core/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { http1Client, http2Client, type Client } from '../testing/client.ts';
import { BROKEN } from '../testing/cases/sources.ts';
import { toNodeListener, type ListenerOptions } from './listener.ts';
import type { FetchHandler, NodeRequest, NodeResponse } from './node-http.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

interface Host extends ListenerOptions {
  /** What the host application does with the response first. */
  before?(res: NodeResponse): void;
}

interface Protocol {
  readonly protocol: string;
  createServer(listen: (req: NodeRequest, res: NodeResponse) => void): Server | Http2Server;
  clientOf(port: number): Client;
}

const http1: Protocol = { protocol: 'HTTP/1', createServer: createHttp1Server, clientOf: http1Client };
const http2: Protocol = { protocol: 'HTTP/2', createServer: createHttp2Server, clientOf: http2Client };

/** A client of a handler, and what becomes of its listener's promise. */
async function serve({ createServer, clientOf }: Protocol, handler: FetchHandler, host: Host = {}) {
  const settled: Promise<void>[] = [];
  const listener = toNodeListener(handler, host);
  const server = createServer((req, res) => {
    host.before?.(res);
    settled.push(listener(req, res));
  });
  server.listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  const client = clientOf((server.address() as AddressInfo).port);
  closers.push(() => client.close());
  return { client, settled };
}

const answer = (headers: HeaderList, body: ByteSource | null = null): Response =>
  lazyResponse({ status: 200, statusText: '', headers, body });

describe('a head with a header twice that HTTP/2 takes once', () => {
  it('goes out with the first of them', async () => {
    const { client } = await serve(http2, () => answer(['Date', 'a', 'date', 'b', 'x', '1', 'x', '2']));
    const { status, header } = await client.fetch({ path: '/' });
    expect([status, header('date'), header('x')]).toEqual([200, ['a'], ['1, 2']]);
  });

  it('goes out with one value of both where that means the same', async () => {
    const { client } = await serve(http2, () =>
      answer([
        'content-encoding',
        'gzip',
        'content-encoding',
        'br',
        'content-language',
        'de',
        'content-language',
        'en',
      ]),
    );
    const { header } = await client.fetch({ path: '/' });
    expect([header('content-encoding'), header('content-language')]).toEqual([['gzip, br'], ['de, en']]);
  });

  // This version's own list, whatever it is.
  const names = Object.entries(constants)
    .filter(([key, name]) => key.startsWith('HTTP2_HEADER_') && !String(name).startsWith(':'))
    .map(([, name]) => String(name));

  it('goes out for every name that this version of Node knows', async () => {
    const { client } = await serve(http2, (request) => {
      const name = new URL(request.url).pathname.slice(1);
      return answer([name, '0', name, '0']);
    });
    const failed: string[] = [];
    for (const name of names)
      if ((await client.fetch({ path: `/${name}` })).status !== 200) failed.push(name);
    expect(failed).toEqual([]);
  });
});

describe.each([http1, http2])('a head that cannot be written, over $protocol', (protocol) => {
  const cancelled: unknown[] = [];
  const endless: ByteSource = { start() {}, resume() {}, cancel: () => void cancelled.push('cancelled') };
  const unwritable = (): Response =>
    answer(['date', 'x', 'x-theirs', '1', 'content-md5', 'x', 'x-bad', 'a\nb'], endless);
  afterEach(() => void cancelled.splice(0));

  it('is answered with an error that has nothing of it, and cancels its body', async () => {
    const heard: unknown[] = [];
    const { client, settled } = await serve(protocol, unwritable, { onError: (error) => heard.push(error) });
    const { status, header, json } = await client.fetch({ path: '/' });
    expect([status, json()]).toEqual([500, { error: { message: 'internal error' } }]);
    expect([header('x-theirs'), header('content-md5')]).toEqual([[], []]);
    expect(Date.parse(header('date')[0] ?? '')).not.toBeNaN();
    await expect(Promise.all(settled)).resolves.toEqual([undefined]);
    expect([heard.length, cancelled]).toEqual([1, ['cancelled']]);
  });

  it('leaves the host application its own headers', async () => {
    const { client } = await serve(protocol, unwritable, {
      before(res) {
        res.setHeader('x-own', 'own');
        res.setHeader('x-theirs', 'own too');
      },
    });
    const { status, header } = await client.fetch({ path: '/' });
    expect([status, header('x-own'), header('x-theirs')]).toEqual([500, ['own'], ['own too']]);
  });

  it('is cut where the host application has made every head unwritable', async () => {
    const { client, settled } = await serve(protocol, () => answer([], endless), {
      before(res) {
        res.writeHead = () => {
          throw new Error('not today');
        };
      },
    });
    await expect(client.fetch({ path: '/' })).rejects.toThrow(BROKEN);
    await expect(Promise.all(settled)).resolves.toEqual([undefined]);
    expect(cancelled).toEqual(['cancelled']);
  });
});

it.each([http1, http2])(
  'an answer that the host application began is cut when the handler throws, over $protocol',
  async (protocol) => {
    const { client } = await serve(protocol, () => Promise.reject(new Error('why')), {
      before(res) {
        (res as ServerResponse).writeHead(200);
        (res as ServerResponse).write('half');
      },
    });
    await expect(client.fetch({ path: '/' })).rejects.toThrow(BROKEN);
  },
);
