/** Where a request goes: its URL, its host, and requests that are refused. */
import { expect } from 'vitest';
import { rawRequestOf } from '@aperturejs/core/wire';
import type { WholeAnswer } from '../client.ts';
import type { Case } from '../describe-faces.ts';
import { openSocket } from '../raw-socket.ts';

const SERVER = { memory: 'there is no server to parse anything' };
const HTTP1 = { ...SERVER, http2: 'a matter of the syntax of HTTP/1' };

/** A handler that tells what it saw, but for the connection, which is no data. */
const tell = (request: Request, context: object): Response =>
  Response.json({
    url: new URL(request.url),
    method: request.method,
    context: { ...context, connection: undefined },
  });
interface Told {
  readonly url: string;
  readonly method: string;
  readonly context: Record<string, unknown>;
}

export const targetCases: readonly Case[] = [
  {
    name: 'gives the whole URL, the method and where the caller is',
    async run({ start, face }) {
      const { client, port } = await start(tell);
      const { url, method, context } = (await client.fetch({ path: '/v1/models?a=b&c=%20d' })).json<Told>();
      const origin = port ? `http://127.0.0.1:${port}` : 'http://localhost';
      expect(url).toBe(`${origin}${face.mount}/v1/models?a=b&c=%20d`);
      expect(method).toBe('GET');
      expect(context).toMatchObject({ remoteAddress: '127.0.0.1', remotePort: expect.any(Number) as number });
      expect(context['basePath'] ?? '').toBe(face.mount);
    },
  },
  {
    name: 'believes no forwarding header',
    async run({ start }) {
      const { client } = await start(tell);
      const { url, context } = (
        await client.fetch({
          path: '/',
          headers: [
            'X-Forwarded-For',
            '6.6.6.6',
            'X-Forwarded-Proto',
            'https',
            'X-Forwarded-Host',
            'evil.example',
            'Forwarded',
            'for=6.6.6.6;proto=https;host=evil.example',
          ],
        })
      ).json<Told>();
      expect(url).toMatch(/^http:\/\/(?:127\.0\.0\.1|localhost)/);
      expect(context['remoteAddress']).toBe('127.0.0.1');
    },
  },
  {
    name: 'normalises the path once, the same in raw and in native form',
    async run({ start, face }) {
      const { client } = await start((request) =>
        Response.json({ raw: rawRequestOf(request).url, lazy: request.url, native: request.clone().url }),
      );
      for (const [sent, seen] of [
        ['//evil.example/p', '//evil.example/p'],
        ['/a/%2e%2e/b', '/b'],
        ['/a/.%2E/b', '/b'],
        ['/a/./b/../c', '/a/c'],
        ['/a%2fb', '/a%2fb'],
        ['/a%252e%252e/b', '/a%252e%252e/b'],
        ['/a\\..\\b', '/b'],
        ['/a/..;/b', '/a/..;/b'],
        ['/model/anthropic.claude-v1:0/invoke', '/model/anthropic.claude-v1:0/invoke'],
        ['/p?q=/../x', '/p?q=/../x'],
        ["/p?q='", '/p?q=%27'],
      ] as const) {
        const { raw, lazy, native } = (await client.fetch({ path: sent })).json<Record<string, string>>();
        expect(new URL(raw as string).href, sent).toBe(raw);
        expect((raw as string).replace(/^http:\/\/[^/]*/, ''), sent).toBe(face.mount + seen);
        expect([lazy, native], sent).toEqual([raw, raw]);
      }
    },
  },
  {
    name: 'does not let dot segments climb out unseen',
    async run({ start }) {
      const { client } = await start((request) => new Response(new URL(request.url).pathname));
      const answer = await client.fetch({ path: '/x/%2e%2e/%2e%2e/%2e%2e/admin' });
      expect(answer.text).toBe('/admin');
    },
  },
  {
    name: 'takes path and query of a target in absolute form, and the host of the Host header',
    not: HTTP1,
    async run({ start, face }) {
      const { port } = await start((request) => new Response(`<${request.url}>`));
      for (const target of ['http://evil.example', 'HTTPS://u:p@evil.example:1']) {
        const socket = await openSocket(port);
        socket.send(
          `GET ${target}${face.mount}/p?q HTTP/1.1\r\nHost: good.example\r\nConnection: close\r\n\r\n`,
        );
        expect(await socket.closed()).toContain(`<http://good.example${face.mount}/p?q>`);
      }
    },
  },
  {
    name: 'takes OPTIONS *',
    not: { ...SERVER, mounted: 'the asterisk is under no path' },
    async run({ start }) {
      const { client } = await start(
        (request) => new Response(request.method + new URL(request.url).pathname),
      );
      expect((await client.fetch({ method: 'OPTIONS', path: '*' })).text).toBe('OPTIONS/*');
    },
  },
  {
    name: 'refuses a Host that is none',
    not: SERVER,
    async run({ start, face }) {
      const { client } = await start(() => new Response('served'));
      for (const host of [
        'a/../b?x=',
        'a@b',
        'a b',
        'a#b',
        '[::1',
        'h:99999',
        'h:',
        '%61',
        '1.2.3.4:80:80',
        '1.2.3.256',
      ]) {
        const answer = await client.fetch({ path: '/', headers: ['host', host] }).catch(() => 'reset');
        // Some of these are refused by the HTTP/2 library already, and it resets the stream.
        if (typeof answer === 'string' && face.traits.includes('http2')) continue;
        expect([host, answer]).toMatchObject([host, { status: 400 }]);
        expect((answer as WholeAnswer).json<object>()).toEqual({
          error: { message: expect.stringContaining('Host') as string },
        });
      }
      for (const host of ['[::1]:80', 'Gateway_1.Example:8080', '127.0.0.1']) {
        expect((await client.fetch({ path: '/', headers: ['host', host] })).text, host).toBe('served');
      }
    },
  },
  {
    name: 'refuses a second Host',
    not: HTTP1,
    async run({ start, face }) {
      const { port } = await start(() => new Response('served'));
      const socket = await openSocket(port);
      socket.send(`GET ${face.mount}/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`);
      expect(await socket.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 400 /);
      socket.socket.destroy();
    },
  },
  {
    name: 'serves HTTP/1.0 without a Host, to the end of the connection',
    not: HTTP1,
    async run({ start, face }) {
      const { port } = await start((request) => new Response(`<${request.url}>`));
      const socket = await openSocket(port);
      socket.send(`GET ${face.mount}/p HTTP/1.0\r\n\r\n`);
      const heard = await socket.closed();
      expect(heard).toMatch(/^HTTP\/1\.1 200 /);
      expect(heard).toContain(`<http://localhost${face.mount}/p>`);
      expect(heard).not.toMatch(/chunked/i);
    },
  },
  {
    name: 'never sees a request with two lengths',
    not: HTTP1,
    async run({ start, face }) {
      let served = 0;
      const { port } = await start(() => new Response(String(++served)));
      for (const framing of [
        'Content-Length: 5\r\nTransfer-Encoding: chunked',
        'Content-Length: 5\r\nContent-Length: 6',
        'Content-Length: 5, 6',
        'Content-Length: +5',
      ]) {
        const socket = await openSocket(port);
        socket.send(`POST ${face.mount}/ HTTP/1.1\r\nHost: h\r\n${framing}\r\n\r\n0\r\n\r\n`);
        expect(await socket.closed(), framing).toMatch(/^HTTP\/1\.1 400 /);
      }
      expect(served).toBe(0);
    },
  },
  {
    name: 'refuses a method that a Request cannot have',
    not: SERVER,
    async run({ start }) {
      const { client } = await start(() => new Response('served'));
      expect((await client.fetch({ method: 'TRACE', path: '/' })).status).toBe(405);
    },
  },
];
