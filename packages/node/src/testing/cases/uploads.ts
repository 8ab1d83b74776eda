/** Uploads: echoed, unread, refused, broken off. */
import { expect } from 'vitest';
import { rawRequestOf } from '@aperturejs/core/wire';
import { openSocket } from '../raw-socket.ts';
import type { ResponseStage } from './responses.ts';
import { gate } from './sources.ts';

const HTTP1 = { memory: 'there is no server', http2: 'a matter of the syntax of HTTP/1' };
const SERVER = { memory: 'there is no server that could notice' };

export const uploadCases = [
  {
    name: 'fails a body whose upload breaks off',
    not: SERVER,
    async run({ start, respond }: ResponseStage) {
      const [reached, failed] = [gate(), gate()];
      let whole = false;
      const { client } = await start((request) => {
        rawRequestOf(request).body?.start({
          write: () => (reached.open(), true),
          end: () => (whole = true),
          fail: failed.open,
        });
        return failed.opened.then(() => respond({}));
      });
      async function* half(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(10);
        await failed.opened;
      }
      client.open({ method: 'POST', path: '/', body: half() }).catch(() => {});
      await reached.opened;
      client.close();
      await failed.opened;
      expect(whole).toBe(false);
    },
  },
  {
    name: 'sends chunks back while the upload goes on',
    async run({ start, respond }: ResponseStage) {
      const { client } = await start((request) => respond({ body: rawRequestOf(request).body }));
      const echoed = [gate(), gate()] as const;
      async function* talk(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('0');
        await echoed[0].opened;
        yield Buffer.from('1');
        await echoed[1].opened;
        yield Buffer.from('2');
      }
      const { body } = await client.open({ method: 'POST', path: '/', body: talk() });
      let seen = '';
      for await (const chunk of body) {
        echoed[seen.length]?.open();
        seen += Buffer.from(chunk).toString();
      }
      expect(seen).toBe('012');
    },
  },
  {
    name: 'makes an upload that nobody reads wait',
    not: SERVER,
    async run({ start, respond }: ResponseStage) {
      const [reached, go] = [gate(), gate()];
      const { client } = await start(async () => {
        reached.open();
        await go.opened;
        return respond({ body: null });
      });
      const MiB = 1024 * 1024;
      let sent = 0;
      async function* plenty(): AsyncGenerator<Uint8Array> {
        for (; sent < 40; sent++) yield new Uint8Array(MiB);
      }
      const answer = client.fetch({ method: 'POST', path: '/', body: plenty() });
      await reached.opened;
      // Until the upload has not moved for a while.
      for (let before = -1; before !== sent;) {
        before = sent;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(sent).toBeLessThan(20);
      go.open();
      expect((await answer).status).toBe(200);
    },
  },
  {
    name: 'gets an early refusal through to a client that is still uploading',
    async run({ start, respond }: ResponseStage) {
      const { client } = await start(() =>
        respond({ status: 413, body: new TextEncoder().encode('too large') }),
      );
      for (const body of [new Uint8Array(10_000_000), new Uint8Array(100)]) {
        const { status, text } = await client.fetch({ method: 'POST', path: '/', body });
        expect([status, text]).toEqual([413, 'too large']);
      }
    },
  },
  {
    name: 'gets the answer through to a client that reads only after it has sent all',
    not: HTTP1,
    async run({ start, face, respond }: ResponseStage) {
      const { port } = await start(() => respond({ status: 403, body: new TextEncoder().encode('no') }));
      const { socket, send, until } = await openSocket(port);
      socket.pause();
      send(`POST ${face.mount}/ HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n`);
      await new Promise((resolve) => socket.write(new Uint8Array(8_000_000), resolve));
      socket.resume();
      expect(await until(/\r\n\r\n(?:2\r\n)?no/)).toMatch(/^HTTP\/1\.1 403 /);
      socket.destroy();
    },
  },
  {
    name: 'keeps the connection alive after a body that nobody read, or read in part',
    not: HTTP1,
    async run({ start, face, respond }: ResponseStage) {
      const { port } = await start(async (request) => {
        const { url, method } = request;
        const { body } = rawRequestOf(request);
        if (/part|throws/.test(url)) {
          await new Promise<void>((resolve) => {
            if (!body) resolve();
            body?.start({ write: () => (resolve(), false), end() {}, fail() {} });
          });
        }
        if (url.endsWith('declined')) body?.cancel();
        if (method === 'POST' && url.endsWith('throws')) throw new Error('no');
        return respond({ body: new TextEncoder().encode(`<${method}${url.slice(url.lastIndexOf('/'))}>`) });
      });
      const { socket, send, until } = await openSocket(port);
      for (const path of ['/unread', '/part', '/declined', '/throws']) {
        const head = `${face.mount}${path} HTTP/1.1\r\nHost: h\r\n`;
        send(`POST ${head}Content-Length: 400000\r\n\r\n${'x'.repeat(100_000)}`);
        await until(path === '/throws' ? /internal error/ : new RegExp(`<POST${path}>`));
        send(`${'x'.repeat(300_000)}GET ${head}\r\n`);
        await until(new RegExp(`<GET${path}>`));
      }
      socket.destroy();
    },
  },
  {
    name: 'answers Expect: 100-continue',
    not: HTTP1,
    async run({ start, face, respond }: ResponseStage) {
      const { port } = await start(async (request) =>
        respond({ body: new Uint8Array(await request.arrayBuffer()) }),
      );
      const { socket, send, until } = await openSocket(port);
      send(`POST ${face.mount}/ HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n`);
      await until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
      send('body');
      await until(/HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n(?:4\r\n)?body/);
      socket.destroy();
    },
  },
];
