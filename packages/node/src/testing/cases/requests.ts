/** What a handler sees of a request. */
import { expect } from 'vitest';
import { collectBytes, rawRequestOf } from '@aperturejs/core/wire';
import type { WholeAnswer } from '../client.ts';
import type { Case } from '../describe-faces.ts';
import { openSocket } from '../raw-socket.ts';

const SERVER = { memory: 'there is no server to parse anything' };
const HTTP1 = { ...SERVER, http2: 'a matter of the syntax of HTTP/1' };

/** Node 24 keeps the state of a Request in private fields, so `new Request` takes nothing but a native one there. */
const PRIVATE_STATE = Object.getOwnPropertySymbols(new Request('http://localhost')).length === 0;

async function again(request: Request): Promise<unknown> {
  const copy = new Request(request);
  return [copy.method, copy.headers.get('x-old'), await copy.text()];
}

/** A handler that tells what it saw. */
const tell = (request: Request, context: object): Response =>
  Response.json({ url: new URL(request.url), method: request.method, context });
interface Told {
  readonly url: string;
  readonly method: string;
  readonly context: Record<string, unknown>;
}

export const requestCases: readonly Case[] = [
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
    name: 'keeps repeated request headers, in raw and in native form',
    async run({ start }) {
      const { client } = await start((request) => {
        const { headers } = rawRequestOf(request);
        const raw = headers.filter((_, i) => i % 2 === 1 && /^x-twice$/i.test(headers[i - 1] as string));
        return Response.json({ raw: raw.join(', '), native: request.headers.get('x-twice') });
      });
      const answer = await client.fetch({
        path: '/',
        headers: ['X-Twice', 'one', 'x-other', '1', 'X-Twice', 'two'],
      });
      expect(answer.json()).toEqual({ raw: 'one, two', native: 'one, two' });
    },
  },
  {
    name: 'shows a second authorization header instead of hiding it',
    not: { ...HTTP1, http2: 'Node refuses it by itself' },
    async run({ start, face }) {
      const { port } = await start((request) => new Response(`<${request.headers.get('authorization')}>`));
      const socket = await openSocket(port);
      socket.send(`GET ${face.mount}/ HTTP/1.1\r\nHost: h\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n`);
      expect(await socket.until(/<.*>/)).toContain('<a, b>');
      socket.socket.destroy();
    },
  },
  {
    name: 'shows no pseudo headers, and the authority as host',
    async run({ start }) {
      const { client } = await start((request) => Response.json([...rawRequestOf(request).headers]));
      const headers = (await client.fetch({ path: '/', headers: ['host', 'gateway.example:81'] })).json<
        string[]
      >();
      expect(headers.filter((text, i) => i % 2 === 0 && text.startsWith(':'))).toEqual([]);
      expect(headers[headers.findIndex((text) => text.toLowerCase() === 'host') + 1]).toBe(
        'gateway.example:81',
      );
    },
  },
  {
    name: 'reads cookies as one header',
    async run({ start }) {
      const { client } = await start((request) => new Response(request.headers.get('cookie')));
      expect((await client.fetch({ path: '/', headers: ['cookie', 'a=1; b=2'] })).text).toBe('a=1; b=2');
    },
  },
  {
    name: 'reads header values as Latin-1',
    not: { memory: 'nothing is on a wire', http2: 'Node reads header values of HTTP/2 as UTF-8' },
    async run({ start, face }) {
      const { port } = await start((request) => new Response(`<${request.headers.get('x-name')?.length}>`));
      const socket = await openSocket(port);
      socket.send(`GET ${face.mount}/ HTTP/1.1\r\nHost: h\r\nX-Name: caf\u00e9\r\n\r\n`);
      await socket.until(/<4>/);
      socket.socket.destroy();
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
  {
    name: 'gives a real Request: instanceof, clone, new Request',
    async run({ start, face }) {
      const { client } = await start(async (request) => {
        const copy = new Request(request.clone(), { headers: { 'x-new': '1' } });
        return Response.json([
          request instanceof Request,
          [copy.method, copy.headers.get('x-new'), await copy.text()],
          await again(request).catch((error: Error) => error.name),
        ]);
      });
      const answer = await client.fetch({ method: 'POST', path: '/', headers: ['x-old', '1'], body: 'body' });
      const lazy = !face.traits.includes('memory') && !face.traits.includes('eager');
      const copied = lazy && PRIVATE_STATE ? 'TypeError' : ['POST', '1', 'body'];
      expect(answer.json()).toEqual([true, ['POST', '1', 'body'], copied]);
    },
  },
  {
    name: 'lets a body be read once',
    async run({ start }) {
      const { client } = await start(async (request) => {
        const text = await request.text();
        const second = await request.text().catch((error: Error) => error.name);
        return Response.json([text, second, request.bodyUsed]);
      });
      expect((await client.fetch({ method: 'POST', path: '/', body: 'once' })).json()).toEqual([
        'once',
        'TypeError',
        true,
      ]);
    },
  },
  {
    name: 'takes the body from the Request when its raw form is read',
    async run({ start }) {
      const { client } = await start(async (request) => {
        const { body } = rawRequestOf(request);
        const bytes = body ? await collectBytes(body) : new Uint8Array(0);
        const second = await request.text().catch((error: Error) => error.name);
        return Response.json([new TextDecoder().decode(bytes), body?.length ?? null, second]);
      });
      const [text, length, second] = (await client.fetch({ method: 'POST', path: '/', body: 'raw' })).json<
        unknown[]
      >();
      expect([text, second]).toEqual(['raw', 'TypeError']);
      expect([3, null]).toContain(length);
    },
  },
  {
    name: 'has no body for GET, HEAD and an empty POST, and one for DELETE with bytes',
    async run({ start }) {
      const { client } = await start(async (request) => {
        const none = request.body === null && rawRequestOf(request).body === null;
        return new Response(`${none} ${await request.text()}`, { headers: { 'x-none': String(none) } });
      });
      expect((await client.fetch({ path: '/' })).text).toBe('true ');
      expect((await client.fetch({ method: 'HEAD', path: '/' })).header('x-none')).toEqual(['true']);
      expect((await client.fetch({ method: 'POST', path: '/', headers: ['content-length', '0'] })).text).toBe(
        'true ',
      );
      expect((await client.fetch({ method: 'DELETE', path: '/', body: 'gone' })).text).toBe('false gone');
    },
  },
  {
    name: 'passes large and chunked bodies byte by byte',
    async run({ start }) {
      const sent = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
      const { client } = await start(async (request) => {
        const { body } = rawRequestOf(request);
        return new Response(
          (await collectBytes(body as NonNullable<typeof body>)) as Uint8Array<ArrayBuffer>,
        );
      });
      async function* chunks(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < sent.length; at += 100_000) yield sent.subarray(at, at + 100_000);
      }
      for (const body of [sent, chunks()]) {
        const { bytes } = await client.fetch({ method: 'POST', path: '/', body });
        expect(Buffer.compare(bytes, sent)).toBe(0);
      }
    },
  },
];
