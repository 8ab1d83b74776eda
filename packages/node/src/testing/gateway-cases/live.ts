/** Listening to records, through the face that the calls come by. The caller has the role of a user. */
import { expect, vi } from 'vitest';
import { callOf, idOf } from '../../../../core/src/testing/call-record.ts';
import type { Answer } from '../client.ts';
import type { GatewayCase } from './case.ts';

/** As many as one login may have open at a time. */
const MOST = 8;

/** Reads until the text has come. */
async function until(body: AsyncIterator<Uint8Array>, text: string): Promise<string> {
  let read = '';
  while (!read.includes(text)) {
    const { value, done } = await body.next();
    if (done) throw new Error(`the stream ended after ${read}`);
    read += Buffer.from(value as Uint8Array).toString();
  }
  return read;
}

export const liveCases: readonly GatewayCase[] = [
  {
    name: 'tells a listener of a call when it is over, as long as it listens',
    async run({ client, post, store }) {
      const live = await client.open({ path: '/aperture/live', headers: ['accept-encoding', 'gzip, br'] });
      const header = (name: string): string[] =>
        live.headers.filter((_, i) => i % 2 === 1 && live.headers[i - 1] === name);
      expect([live.status, ...header('content-type')]).toEqual([200, 'text/event-stream']);
      expect(header('cache-control')).toEqual(['no-store, no-transform']);
      expect([...header('content-encoding'), ...header('content-length')]).toEqual([]);
      const body = live.body[Symbol.asyncIterator]();
      // The head is not held back until something happens.
      expect(await until(body, '\n\n')).toMatch(/^: /);
      for (const n of [1, 2]) {
        await post('/v1/responses?key=not-told', '{"model":"gpt-5"}');
        const event = await until(body, '\n\n');
        const [, id, data] = /^event: record\nid: (.*)\ndata: (.*)\n\n$/.exec(event) ?? [];
        expect(JSON.parse(data ?? '')).toMatchObject({ id, path: '/v1/responses', status: 200 });
        expect(store.entries).toHaveLength(n);
      }
      live.leave();
    },
  },
  {
    name: 'tells a listener that comes back what it missed',
    async run({ client, store }) {
      for (const n of [1, 2, 3]) store.add(callOf(n, n === 2 ? 'somebody@example.com' : '(loopback)'));
      const headers = ['last-event-id', idOf(1)];
      const live = await client.open({ path: '/aperture/live', headers });
      const read = await until(live.body[Symbol.asyncIterator](), `id: ${idOf(3)}\n`);
      expect(read.match(/^id: .*$/gm)).toEqual([`id: ${idOf(3)}`]);
      live.leave();
    },
  },
  {
    name: 'has room for a listener when another has left',
    async run({ client }) {
      const open = (method = 'GET'): Promise<Answer> => client.open({ method, path: '/aperture/live' });
      const listening: Answer[] = [];
      for (let n = 0; n < MOST; n += 1) {
        const head = await client.fetch({ method: 'HEAD', path: '/aperture/live' });
        expect([head.status, head.text]).toEqual([200, '']);
        await vi.waitFor(async () => {
          const live = await open();
          if (live.status !== 200) live.leave();
          else listening.push(live);
          expect(live.status).toBe(200);
        });
      }
      const refused = await client.fetch({ path: '/aperture/live' });
      expect([refused.status, ...refused.header('retry-after')]).toEqual([503, '15']);
      listening[3]!.leave();
      await vi.waitFor(async () => {
        const live = await open();
        live.leave();
        expect(live.status).toBe(200);
      });
      for (const live of listening) live.leave();
    },
  },
];
