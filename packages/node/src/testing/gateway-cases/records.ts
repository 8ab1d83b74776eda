/** Records of calls, read through the face that the calls came by. The caller has the role of a user. */
import { expect, vi } from 'vitest';
import { callOf, idOf } from '../../../../core/src/testing/call-record.ts';
import type { GatewayCase } from './case.ts';

const OWN = '(loopback)';

interface Page {
  readonly records: readonly { readonly id: string; readonly path: string; readonly status: number }[];
  readonly next: string | null;
}

export const recordCases: readonly GatewayCase[] = [
  {
    name: 'tells callers of their own calls, and of no others',
    async run({ client, post, store }) {
      store.add(callOf(1, 'somebody@example.com'));
      await post('/v1/responses?key=not-kept', '{"model":"gpt-5"}');
      await vi.waitFor(() => expect(store.entries).toHaveLength(2));
      const list = await client.fetch({ path: '/aperture/records?limit=10' });
      expect([list.status, ...list.header('content-type')]).toEqual([200, 'application/json']);
      expect(list.header('cache-control')).toEqual(['no-store']);
      expect(list.header('x-content-type-options')).toEqual(['nosniff']);
      const { records, next } = list.json<Page>();
      expect([records, next]).toMatchObject([
        [{ path: '/v1/responses', status: 200, provider: 'platform' }],
        null,
      ]);
      const one = await client.fetch({ path: `/aperture/records/${records[0]?.id}` });
      expect(one.json()).toMatchObject({ id: records[0]?.id, capture: { request: {}, response: {} } });
      expect((await client.fetch({ path: `/aperture/records/${idOf(1)}` })).status).toBe(404);
      const sums = await client.fetch({ path: '/aperture/usage?by=user' });
      expect(sums.json()).toMatchObject({ rows: [{ key: { user: OWN }, requests: 1 }] });
      for (const path of ['/aperture/records?limit=10', '/aperture/usage?by=user']) {
        const head = await client.fetch({ method: 'HEAD', path });
        const whole = await client.fetch({ path });
        expect([head.status, head.text]).toEqual([200, '']);
        expect(head.header('content-length')).toEqual(whole.header('content-length'));
      }
    },
  },
  {
    name: 'sends a table of more records than it holds at a time, whole',
    async run({ client, store }) {
      for (let n = 0; n < 1_201; n += 1) store.add(callOf(n, OWN));
      const path = '/aperture/records?format=jsonl&max=1200';
      const table = await client.fetch({ path });
      expect(table.header('content-type')).toEqual(['application/jsonl; charset=utf-8']);
      expect(table.header('content-disposition')).toEqual(['attachment; filename="records.jsonl"']);
      const ids = table.text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id);
      expect(ids).toEqual(Array.from({ length: 1_200 }, (_, n) => idOf(1_200 - n)));
      const head = await client.fetch({ method: 'HEAD', path });
      expect([head.status, head.text]).toEqual([200, '']);
      const csv = await client.fetch({ path: '/aperture/records?limit=3', headers: ['accept', 'text/csv'] });
      expect(csv.text.split('\r\n')).toHaveLength(5);
      expect(csv.header('content-length')).toEqual([String(csv.bytes.byteLength)]);
    },
  },
  {
    name: 'leaves a table open-ended whose store failed in the middle, and goes on',
    async run({ client, store }) {
      for (let n = 0; n < 1_201; n += 1) store.add(callOf(n, OWN));
      const { find } = store;
      const failing = vi
        .spyOn(store, 'find')
        .mockImplementationOnce(find)
        .mockRejectedValueOnce(new Error('disk I/O error'));
      try {
        const { status, body } = await client.open({ path: '/aperture/records?format=csv' });
        expect(status).toBe(200);
        const read = async (): Promise<void> => {
          for await (const _chunk of body);
        };
        await expect(read()).rejects.toThrow(/./);
        failing.mockRejectedValueOnce(new Error('disk I/O error'));
        const refused = await client.fetch({ path: '/aperture/records' });
        expect([refused.status, ...refused.header('retry-after')]).toEqual([503, '10']);
        expect(refused.text).not.toContain('disk');
        expect((await client.fetch({ path: '/aperture/records' })).status).toBe(200);
      } finally {
        failing.mockRestore();
      }
    },
  },
  {
    name: 'says no to questions about records as a problem',
    async run({ client, store }) {
      store.add(callOf(1, 'somebody@example.com'));
      const refused = async (path: string, more: object = {}): Promise<unknown> => {
        const answer = await client.fetch({ path: `/aperture/${path}`, ...more });
        expect([path, ...answer.header('content-type')]).toEqual([path, 'application/problem+json']);
        expect(answer.header('x-content-type-options')).toEqual(['nosniff']);
        expect(answer.header('access-control-allow-origin')).toEqual([]);
        return answer.json();
      };
      expect(await refused('records?limit=0&usr=%3Cscript%3E')).toMatchObject({
        status: 422,
        errors: [{ location: 'query.limit', value: '0' }, { location: 'query.usr' }],
      });
      expect(await refused('records?user=somebody@example.com')).toMatchObject({ status: 403 });
      expect(await refused('usage?user=somebody@example.com')).toMatchObject({ status: 403 });
      expect(await refused('nothing')).toMatchObject({ status: 404, title: 'unknown_endpoint' });
      expect(await refused('records', { method: 'DELETE' })).toMatchObject({ status: 405 });
      expect(await refused('records', { headers: ['origin', 'https://evil.example'] })).toMatchObject({
        status: 403,
        title: 'cross_site',
      });
      expect(await refused('records', { headers: ['sec-fetch-site', 'cross-site'] })).toMatchObject({
        status: 403,
        title: 'cross_site',
      });
    },
  },
];
