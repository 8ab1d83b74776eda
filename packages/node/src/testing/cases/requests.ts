/** What a handler sees of a request: its headers, its body, and what a Request can do. */
import { expect } from 'vitest';
import { collectBytes, rawRequestOf } from '@aperturejs/core/wire';
import type { Case } from '../describe-faces.ts';
import { openSocket } from '../raw-socket.ts';

/** Node 24 keeps the state of a Request in private fields, so `new Request` takes nothing but a native one there. */
const PRIVATE_STATE = Object.getOwnPropertySymbols(new Request('http://localhost')).length === 0;

async function again(request: Request): Promise<unknown> {
  const copy = new Request(request);
  return [copy.method, copy.headers.get('x-old'), await copy.text()];
}

export const requestCases: readonly Case[] = [
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
    not: { memory: 'nothing is on a wire', http2: 'the HTTP/2 client of Node does not send it' },
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
