import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type Http2ServerRequest } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { http1Client, http2Client } from '../testing/client.ts';
import { incomingHeaders } from './incoming-headers.ts';
import { toNodeListener } from './listener.ts';
import { BadRequest, type NodeRequest } from './node-http.ts';

const http1 = (...rawHeaders: string[]): NodeRequest => ({ httpVersionMajor: 1, rawHeaders }) as NodeRequest;
const http2 = (...rawHeaders: string[]): NodeRequest =>
  ({ httpVersionMajor: 2, rawHeaders }) as unknown as Http2ServerRequest;

describe('headers of HTTP/1', () => {
  it('are the list that Node has, not a copy', () => {
    const req = http1('Host', 'h', 'X', '1', 'x', '2');
    expect(incomingHeaders(req)).toEqual({ list: ['Host', 'h', 'X', '1', 'x', '2'], host: 'h' });
    expect(incomingHeaders(req).list).toBe(req.rawHeaders);
  });

  it('name one host or none', () => {
    expect(incomingHeaders(http1('x', '1')).host).toBeUndefined();
    expect(() => incomingHeaders(http1('Host', 'a', 'host', 'a'))).toThrow(BadRequest);
  });
});

describe('headers of HTTP/2', () => {
  it('lose pseudo headers and gain a host', () => {
    const req = http2(
      ':method',
      'GET',
      ':authority',
      'h:1',
      ':scheme',
      'http',
      ':path',
      '/',
      'x',
      '1',
      'x',
      '2',
    );
    expect(incomingHeaders(req)).toEqual({ list: ['host', 'h:1', 'x', '1', 'x', '2'], host: 'h:1' });
  });

  it('take the host header where there is no authority, and no two that differ', () => {
    expect(incomingHeaders(http2('host', 'a')).host).toBe('a');
    expect(incomingHeaders(http2(':authority', 'a', 'host', 'a')).list).toEqual(['host', 'a']);
    expect(() => incomingHeaders(http2(':authority', 'a', 'host', 'b'))).toThrow(BadRequest);
  });

  it('join the crumbs of a cookie', () => {
    const req = http2('cookie', 'a=1', 'x', '1', 'cookie', 'b=2', 'cookie', 'c=3');
    expect(incomingHeaders(req).list).toEqual(['cookie', 'a=1; b=2; c=3', 'x', '1']);
  });
});

describe('more headers than a server keeps', () => {
  const closers: (() => unknown)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0).toReversed()) close();
  });

  const listener = toNodeListener(
    (request) => new Response(request.headers.get('x-forwarded-for') ?? 'none'),
  );
  /** What an identity is decided by, behind as many others. */
  const behind = (count: number): string[] => [
    ...Array.from({ length: count }, (_, i) => [`a${i}`, '']).flat(),
    'x-forwarded-for',
    '203.0.113.9',
  ];

  async function ask(server: Server | Http2Server, clientOf: typeof http1Client, count: number) {
    server.listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await once(server, 'listening');
    const client = clientOf((server.address() as AddressInfo).port);
    closers.push(() => client.close());
    const { status, text } = await client.fetch({ path: '/', headers: behind(count) });
    return [status, text];
  }

  const tooMany = [431, expect.stringContaining('too many headers')];

  it.each([
    ['Node keeps a thousand by default', undefined, 900, [200, '203.0.113.9']],
    ['Node keeps a thousand by default', undefined, 1100, tooMany],
    ['a limit of the server', 100, 90, [200, '203.0.113.9']],
    ['a limit of the server', 100, 150, tooMany],
    // Node looks at a limit after every 32 headers: the list is longer than the limit, and `req.headers` is not.
    ['a small limit of the server', 10, 20, tooMany],
    ['no limit', 0, 1100, [200, '203.0.113.9']],
  ])(
    'are refused, for none may hide behind the others: %s (%s, %i headers)',
    async (_, limit, count, answer) => {
      const server = createServer((req, res) => void listener(req, res));
      if (limit !== undefined) server.maxHeadersCount = limit;
      expect(await ask(server, http1Client, count)).toEqual(answer);
    },
  );

  it('are refused by HTTP/2 itself, which never drops any', async () => {
    const server = (maxHeaderListPairs?: number): Http2Server =>
      createHttp2Server(
        { ...(maxHeaderListPairs && { maxHeaderListPairs }) },
        (req, res) => void listener(req, res),
      );
    expect(await ask(server(), http2Client, 100)).toEqual([200, '203.0.113.9']);
    await expect(ask(server(), http2Client, 130)).rejects.toThrow('ENHANCE_YOUR_CALM');
    expect(await ask(server(4000), http2Client, 1100)).toEqual([200, '203.0.113.9']);
  });

  it('are counted by Node’s default where nobody can tell the server', () => {
    expect(() => incomingHeaders(http1(...behind(1100)))).toThrow(BadRequest);
  });
});
