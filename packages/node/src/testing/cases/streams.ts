/** What a client sees of a body as it comes. */
import { expect } from 'vitest';
import { openSocket } from '../raw-socket.ts';
import type { ResponseStage } from './responses.ts';
import { BROKEN, gate, scripted } from './sources.ts';

const nothingOn = { memory: 'nothing is on a wire' };

export const streamCases = [
  {
    name: 'sends the head before the first byte of the body',
    async run({ start, respond }: ResponseStage) {
      const first = gate();
      const { client } = await start(() => respond({ status: 201, body: scripted([first, 'late']).source }));
      const { status, body } = await client.open({ path: '/' });
      expect(status).toBe(201);
      first.open();
      expect(await textOf(body)).toBe('late');
    },
  },
  {
    name: 'passes each chunk on before the next one is there',
    async run({ start, respond }: ResponseStage) {
      const gates = [gate(), gate(), gate()] as const;
      const [a, b, c] = gates;
      const { client } = await start(() => respond({ body: scripted(['0', a, '1', b, '2', c, '3']).source }));
      const { body } = await client.open({ path: '/' });
      let seen = '';
      for await (const chunk of body) {
        gates[seen.length]?.open();
        seen += Buffer.from(chunk).toString();
      }
      expect(seen).toBe('0123');
    },
  },
  {
    name: 'delivers a burst of small chunks in order',
    async run({ start, respond }: ResponseStage) {
      const events = Array.from({ length: 2000 }, (_, i) => `data: ${i}\n\n`);
      const { client } = await start(() => respond({ body: scripted(events).source }));
      expect((await client.fetch({ path: '/' })).text).toBe(events.join(''));
    },
  },
  {
    name: 'stops the source for a client that reads slowly, and goes on with it',
    async run({ start, respond }: ResponseStage) {
      const total = 400;
      const script = scripted(Array.from({ length: total }, () => new Uint8Array(64 * 1024)));
      const { client } = await start(() => respond({ body: script.source }));
      const { body } = await client.open({ path: '/' });
      const reader = body[Symbol.asyncIterator]();
      const firstChunk = await reader.next();
      await script.stalled;
      expect(script.sent).toBeLessThan(total - 50);
      let size = firstChunk.done ? 0 : firstChunk.value.byteLength;
      for (let next = await reader.next(); !next.done; next = await reader.next())
        size += next.value.byteLength;
      expect(size).toBe(total * 64 * 1024);
    },
  },
  {
    name: 'cuts the connection when the source breaks off, late or at once',
    async run({ start, respond }: ResponseStage) {
      const broken = gate();
      const { client } = await start(({ url }) =>
        respond({
          headers: url.endsWith('length') ? ['content-length', '100'] : [],
          body: scripted(url.includes('late') ? ['part', broken, new Error('cut')] : [new Error('cut')])
            .source,
        }),
      );
      await expect(client.fetch({ path: '/at-once' })).rejects.toThrow(BROKEN);
      for (const path of ['/late', '/late-length']) {
        const { status, body } = await client.open({ path });
        let seen = '';
        const read = (async () => {
          for await (const chunk of body) {
            seen += Buffer.from(chunk).toString();
            broken.open();
          }
        })();
        await expect(read).rejects.toThrow(BROKEN);
        expect([status, seen]).toEqual([200, 'part']);
      }
    },
  },
  {
    name: 'resets an HTTP/1.0 connection whose body breaks off, because its end would look whole',
    not: { ...nothingOn, http2: 'a matter of HTTP/1' },
    async run({ start, face, respond }: ResponseStage) {
      const broken = gate();
      const { port } = await start(() =>
        respond({ body: scripted(['part', broken, new Error('cut')]).source }),
      );
      const { socket, send, until, closed } = await openSocket(port);
      let failure = '';
      socket.on('error', (error: NodeJS.ErrnoException) => (failure = error.code ?? ''));
      send(`GET ${face.mount}/ HTTP/1.0\r\n\r\n`);
      await until(/part/);
      broken.open();
      await closed();
      expect(failure).toBe('ECONNRESET');
    },
  },
];

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
