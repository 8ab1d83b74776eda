import { describe, expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import type { RequestContext } from '../ports.ts';
import type { RecordQuery, RecordStore, UsageQuery } from '../record/store.ts';
import { ALICE, AS, CAP, post, url } from '../testing/gateway.ts';
import { recorder } from '../testing/recorder.ts';
import { recordingStore } from '../testing/store.ts';
import { bytesFrom } from '../wire/byte-source.ts';

const ROOT = AS('root@example.com');
const CONFIG = {
  grants: [
    { src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: '**' }] } },
    { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }] } },
  ],
  providers: { openai: { baseurl: 'https://api.openai.com', apikey: 'k', models: ['gpt-5'] } },
};

/** A gateway with one call of alice's, and what its store is asked. */
async function stage(more: Partial<RecordStore> = {}) {
  const kept = recordingStore();
  const asked: { find: RecordQuery[]; usage: UsageQuery[] } = { find: [], usage: [] };
  const store: RecordStore = {
    ...kept.store,
    find: async (query) => {
      asked.find.push(query);
      return { records: kept.records, next: 'a-cursor' };
    },
    usage: async (query) => {
      asked.usage.push(query);
      return [
        {
          key: { user: '=HYPERLINK("x")', day: '2026-11-24T00:00:00.000Z' },
          requests: 3,
          failed: 1,
          usage: { inputTokens: 10, outputTokens: 2 },
          nanoDollars: 1_234_567,
          unpriced: 1,
          duration: 20.5,
        },
      ];
    },
    ...more,
  };
  const answer = { usage: { prompt_tokens: 9, completion_tokens: 3 }, model: 'gpt-5', choices: [] };
  const body = bytesFrom(new TextEncoder().encode(JSON.stringify(answer)));
  const log: string[] = [];
  const gateway = createGateway(CONFIG, {
    transport: recorder({ body }),
    store,
    modelInfo: { describe: () => ({ prices: { input: 2e9, output: 8e9 } }), priceList: 'a list 1.0' },
    logger: { log: (_level, message) => void log.push(message) },
  });
  await (await gateway.fetch(post('/v1/chat/completions', { model: 'gpt-5' }), ALICE)).text();
  const [record] = kept.records;
  return {
    asked,
    log,
    id: record!.id,
    get: (path: string, context: RequestContext = ROOT, method = 'GET') =>
      gateway.fetch(new Request(url(`/aperture/${path}`), { method }), context),
  };
}

describe('the records', () => {
  it('are told in full, in names that do not depend on the code', async () => {
    const { get, id } = await stage();
    const answer = await get('records');
    expect([
      answer.status,
      answer.headers.get('cache-control'),
      answer.headers.get('x-content-type-options'),
    ]).toEqual([200, 'no-store', 'nosniff']);
    expect(await answer.json()).toEqual({
      records: [
        {
          id,
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          identity: { login: 'alice@example.com', node: null, tags: [], source: 'test' },
          client: { name: 'unknown', version: null },
          method: 'POST',
          path: '/v1/chat/completions',
          format: 'openai_chat',
          provider: 'openai',
          model: { asked: 'gpt-5', served: 'gpt-5', answered: 'gpt-5' },
          route: {
            grant: 'grants[0]',
            credential: 'override',
            url: 'https://api.openai.com/v1/chat/completions',
          },
          status: 200,
          outcome: 'completed',
          refusal: null,
          error: null,
          streamed: false,
          answer: { id: null, stop_reason: null, tool_calls: { count: 0, names: [] }, unreadable: null },
          usage: { input_tokens: 9, output_tokens: 3 },
          cost: { nano_dollars: 42_000, dollars: '0.000042000', basis: 'openai/gpt-5', source: 'a list 1.0' },
          session: expect.any(String),
          sizes: { request_bytes: expect.any(Number), response_bytes: expect.any(Number) },
          timings: {
            queue_ms: expect.any(Number),
            upstream_head_ms: expect.any(Number),
            first_event_ms: expect.any(Number),
            total_ms: expect.any(Number),
            gateway_ms: expect.any(Number),
          },
        },
      ],
      next: 'a-cursor',
    });
  });

  it('are looked for by what is asked', async () => {
    const { get, asked } = await stage();
    const filter =
      'user=a&model=m&provider=p&client=c&status=404&outcome=refused&session=s&q=x%25&cursor=abc&limit=7';
    await get(`records?${filter}&from=2026-11-24T10:00:00Z&to=1795514400000`);
    expect(asked.find).toEqual([
      {
        user: 'a',
        model: 'm',
        provider: 'p',
        client: 'c',
        status: 404,
        outcome: 'refused',
        session: 's',
        text: 'x%',
        cursor: 'abc',
        limit: 7,
        from: Date.UTC(2026, 10, 24, 10),
        to: 1_795_514_400_000,
      },
    ]);
    await get('records?from=-24h');
    const { from = 0 } = asked.find[1]!;
    expect(Math.abs(Date.now() - 86_400_000 - from)).toBeLessThan(60_000);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=x', 'limit'],
    ['from=yesterday', 'from'],
    ['status=99', 'status'],
    ['format=xml', 'format'],
    [`q=${'x'.repeat(201)}`, 'q'],
    ['limit=1&limit=2', 'limit'],
    ['modle=gpt-5', 'did you mean \\"model\\"'],
    ['__proto__=x', '__proto__'],
  ])('are not guessed at: %s', async (query, named) => {
    const { get, asked } = await stage();
    const answer = await get(`records?${query}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(await answer.text()).toContain(named);
    expect(asked.find).toEqual([]);
  });

  it('come as lines and as a table as well', async () => {
    const { get, id } = await stage();
    const lines = await get('records?format=jsonl');
    expect(lines.headers.get('content-type')).toContain('application/jsonl');
    expect(JSON.parse((await lines.text()).trimEnd())).toMatchObject({ id });
    const table = await get('records?format=csv');
    expect(table.headers.get('content-disposition')).toBe('attachment; filename="records.csv"');
    const [head, row, end] = (await table.text()).split('\r\n');
    expect([head?.split(',')[0], row?.split(',')[0], end]).toEqual(['id', id, '']);
    expect(head).toContain('model.asked,model.served,model.answered');
  });
});

describe('who may see what', () => {
  it('is all for admins, and their own for users', async () => {
    const { get, asked } = await stage();
    await get('records', ALICE);
    await get('records?user=alice@example.com', ALICE);
    await get('usage', ALICE);
    await get('records');
    expect(asked.find.map(({ user }) => user)).toEqual(['alice@example.com', 'alice@example.com', undefined]);
    expect(asked.usage[0]).toMatchObject({ user: 'alice@example.com' });
    for (const path of ['records?user=root@example.com', 'usage?user=root@example.com']) {
      expect((await get(path, ALICE)).status).toBe(403);
    }
  });

  it('of one record is told to nobody else, not even that it is there', async () => {
    const { get, id } = await stage();
    expect((await get(`records/${id}`)).status).toBe(200);
    expect(await (await get(`records/${id}`, ALICE)).json()).toMatchObject({
      id,
      capture: { request: { headers: [['content-type', 'application/json']], body: null, cut: null } },
    });
    const others = await get(`records/${id}`, AS('bob@example.com'));
    const nothing = await get(
      `records/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`,
      AS('bob@example.com'),
    );
    expect([others.status, await others.text()]).toEqual([404, await nothing.text()]);
  });

  it.each(['records', 'usage', 'records/01a20cd8-4728-7200-9fa7-03d1f412a84c'])(
    'is nothing for strangers, and no change for anybody: %s',
    async (path) => {
      const { get } = await stage();
      expect((await get(path, {})).status).toBe(403);
      const head = await get(path, ROOT, 'HEAD');
      expect(await head.text()).toBe('');
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const refused = await get(path, ROOT, method);
        expect([method, refused.status, refused.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
      }
    },
  );
});

describe('sums', () => {
  it('are told by what is asked for', async () => {
    const { get, asked } = await stage();
    expect(await (await get('usage?by=user,day&model=m')).json()).toEqual({
      rows: [
        {
          key: { user: '=HYPERLINK("x")', day: '2026-11-24T00:00:00.000Z' },
          requests: 3,
          failed: 1,
          usage: { input_tokens: 10, output_tokens: 2 },
          cost: { nano_dollars: 1_234_567, dollars: '0.001234567' },
          unpriced: 1,
          duration_ms: 20.5,
        },
      ],
    });
    expect(asked.usage).toEqual([{ by: ['user', 'day'], model: 'm' }]);
    expect((await get('usage?by=users')).status).toBe(400);
  });

  it('as a table hold no formula', async () => {
    const { get } = await stage();
    expect(await (await get('usage?by=user,day&format=csv')).text()).toBe(
      'key.user,key.day,requests,failed,usage.input_tokens,usage.output_tokens,cost.nano_dollars,cost.dollars,unpriced,duration_ms\r\n' +
        `"'=HYPERLINK(""x"")",2026-11-24T00:00:00.000Z,3,1,10,2,1234567,0.001234567,1,20.5\r\n`,
    );
  });
});

it('says that no records are kept, or cannot be read', async () => {
  const gateway = createGateway(CONFIG, { transport: recorder() });
  const none = await gateway.fetch(new Request(url('/aperture/records')), ROOT);
  expect([none.status, await none.text()]).toEqual([404, expect.stringContaining('no records are kept')]);
  const broken = await stage({ find: () => Promise.reject(new Error('disk I/O error')) });
  const answer = await broken.get('records');
  expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining('disk')]);
  expect(broken.log).toContain('records could not be read');
});
