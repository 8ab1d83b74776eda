/** Clients that leave, and handlers that fail. */
import { expect } from 'vitest';
import { rawRequestOf } from '@aperturejs/core/wire';
import type { ResponseStage } from './responses.ts';
import { BROKEN, gate, scripted } from './sources.ts';

const SERVER = { memory: 'there is no server that could notice' };
const ALONE = { ...SERVER, middleware: 'the host application hears of failures, and answers' };

export const leavingCases = [
  {
    name: 'tells the handler when the client leaves before it answered, and cancels a late answer',
    async run({ start, respond }: ResponseStage) {
      for (const method of ['GET', 'POST']) {
        const [reached, raw, native] = [gate(), gate(), gate()];
        const { source, cancelled } = scripted(['late'], { endless: true });
        const { client } = await start(async (request) => {
          request.signal.addEventListener('abort', native.open);
          rawRequestOf(request).onAbort(raw.open);
          reached.open();
          await Promise.all([raw.opened, native.opened]);
          return respond({ body: source });
        });
        const leave = new AbortController();
        const answer = client.open(
          { method, path: '/', ...(method === 'POST' && { body: 'x' }) },
          leave.signal,
        );
        answer.then(
          ({ leave }) => leave(),
          () => {},
        );
        await reached.opened;
        leave.abort();
        await cancelled;
      }
    },
  },
  {
    name: 'tells at once who asks after the client has left',
    not: SERVER,
    async run({ start, respond }: ResponseStage) {
      const [reached, left, told] = [gate(), gate(), gate()];
      const { client } = await start(async (request) => {
        const raw = rawRequestOf(request);
        raw.onAbort(left.open);
        reached.open();
        await left.opened;
        raw.onAbort(told.open);
        return respond({ body: null });
      });
      const leave = new AbortController();
      client.open({ path: '/' }, leave.signal).catch(() => {});
      await reached.opened;
      leave.abort();
      await told.opened;
    },
  },
  {
    name: 'cancels the source when the client leaves mid-stream and while nothing comes',
    async run({ start, respond }: ResponseStage) {
      const busy = scripted(['first', gate(), 'never'], { endless: true });
      const idle = scripted([], { endless: true });
      const { client } = await start(({ url }) =>
        respond({ body: url.endsWith('busy') ? busy.source : idle.source }),
      );
      const answer = await client.open({ path: '/busy' });
      await answer.body[Symbol.asyncIterator]().next();
      answer.leave();
      await busy.cancelled;
      (await client.open({ path: '/idle' })).leave();
      await idle.cancelled;
    },
  },
  {
    name: 'cancels the source when a client that reads nothing leaves',
    not: SERVER,
    async run({ start, respond }: ResponseStage) {
      const script = scripted(Array.from({ length: 400 }, () => new Uint8Array(64 * 1024)));
      const { client } = await start(() => respond({ body: script.source }));
      const answer = await client.open({ path: '/' });
      await script.stalled;
      answer.leave();
      await script.cancelled;
    },
  },
  {
    name: 'does not speak of leaving when all went well',
    async run({ start, respond }: ResponseStage) {
      const requests: Request[] = [];
      let left = 0;
      const { client, close } = await start(async (request) => {
        requests.push(request);
        rawRequestOf(request).onAbort(() => left++);
        request.signal.addEventListener('abort', () => left++);
        await request.text();
        return respond({ body: scripted(['a', 'b']).source });
      });
      for (const method of ['GET', 'POST']) {
        await client.fetch({ method, path: '/', ...(method === 'POST' && { body: 'x' }) });
      }
      await close();
      expect([left, requests.map(({ signal }) => signal.aborted)]).toEqual([0, [false, false]]);
    },
  },
  {
    name: 'hides why a handler failed from the client and tells it to onError',
    not: ALONE,
    async run({ start, respond }: ResponseStage) {
      const heard: unknown[] = [];
      const { client } = await start(
        ({ url }) => {
          const error = new Error('secret reason');
          if (url.endsWith('throws')) throw error;
          if (url.endsWith('rejects')) return Promise.reject(error);
          if (url.endsWith('nothing')) return undefined as unknown as Response;
          if (url.endsWith('text')) return 'text' as unknown as Response;
          if (url.endsWith('chunks'))
            return new Response(new ReadableStream({ start: (to) => to.enqueue('text') }));
          return respond({ body: new TextEncoder().encode('fine') });
        },
        { onError: (error) => heard.push(error) },
      );
      for (const path of ['/throws', '/rejects', '/nothing', '/text']) {
        const answer = await client.fetch({ method: 'POST', path, body: 'x' });
        expect([path, answer.status, answer.json()]).toEqual([
          path,
          500,
          { error: { message: 'internal error' } },
        ]);
      }
      await expect(client.fetch({ path: '/chunks' })).rejects.toThrow(BROKEN);
      expect((await client.fetch({ path: '/fine' })).text).toBe('fine');
      expect(heard).toHaveLength(5);
      expect(heard.every((error) => error instanceof Error)).toBe(true);
    },
  },
  {
    name: 'hands a body over to onError when it breaks off',
    not: ALONE,
    async run({ start, respond }: ResponseStage) {
      const told = gate();
      const { client } = await start(() => respond({ body: scripted(['x', new Error('cut')]).source }), {
        onError: told.open,
      });
      await expect(client.fetch({ path: '/' })).rejects.toThrow(BROKEN);
      await told.opened;
    },
  },
];
