import { afterEach, describe, expect, it, vi } from 'vitest';
import { callOf, callRecord, idOf, START } from '../testing/call-record.ts';
import { ALICE, AS } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';
import { RECORD_COLUMNS } from './record-table.ts';
import type { RecordJson } from './record-json.ts';

interface Page {
  readonly records: readonly RecordJson[];
  readonly next: string | null;
}
const pageOf = async (answer: Promise<Response>): Promise<Page> => (await (await answer).json()) as Page;
const idsOf = async (answer: Promise<Response>): Promise<string[]> =>
  (await pageOf(answer)).records.map(({ id }) => id);

/** `count` calls, those with an even number alice's. */
const calls = (count: number) =>
  memoryStore(
    ...Array.from({ length: count }, (_, n) => callOf(n, n % 2 ? 'bob@example.com' : 'alice@example.com')),
  );

afterEach(() => void vi.useRealTimers());

describe('a page of records', () => {
  it('tells them in full, in names that do not depend on the code', async () => {
    const { get } = recordsStage(memoryStore({ record: callRecord(1), capture: null }));
    const answer = await get('records');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'application/json',
      'content-length': expect.stringMatching(/^\d+$/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(await answer.json()).toEqual({
      records: [
        {
          id: idOf(1),
          time: '2026-11-24T10:01:00.000Z',
          identity: { login: 'alice@example.com', node: 'n1', tags: [], source: 'test' },
          client: { name: 'codex', version: '0.169.0' },
          method: 'POST',
          path: '/codex/responses',
          format: 'openai_responses',
          provider: 'openai',
          model: { asked: 'openai/gpt-5', served: 'gpt-5', answered: 'gpt-5-2026-08-07' },
          route: {
            grant: 'grants[0]',
            credential: 'override',
            url: 'https://api.openai.com/v1/responses',
          },
          status: 200,
          outcome: 'completed',
          refusal: null,
          error: null,
          streamed: true,
          answer: {
            id: 'resp_1',
            stop_reason: 'completed',
            tool_calls: { count: 2, names: ['shell', 'apply_patch'] },
            messages: 40,
            unreadable: null,
          },
          usage: {
            input_tokens: 1_000,
            output_tokens: 50,
            cached_tokens: 400,
            cache_creation_input_tokens: 100,
            cache_creation_5m_input_tokens: 60,
            cache_creation_1h_input_tokens: 40,
            reasoning_tokens: 20,
            image_input_tokens: 5,
            image_output_tokens: 6,
            web_search_count: 1,
          },
          cost: {
            nano_dollars: 1_234_567,
            dollars: '0.001234567',
            basis: 'openai/gpt-5',
            source: 'a list 1.0',
          },
          session: 'a-session',
          sizes: { request_bytes: 100, response_bytes: 1_000 },
          timings: {
            queue_ms: 1.5,
            upstream_head_ms: 200,
            first_event_ms: 210,
            total_ms: 4_000,
            gateway_ms: 2.25,
          },
        },
      ],
      next: null,
    });
  });

  it('has the newest first, 50 unless told otherwise, and leads to the next without a gap', async () => {
    const { get } = recordsStage(calls(120));
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Page = await pageOf(
        get(cursor === null ? 'records' : `records?cursor=${encodeURIComponent(cursor)}`, ROOT),
      );
      expect(page.records.length).toBe(page.next === null ? 20 : 50);
      seen.push(...page.records.map(({ id }) => id));
      cursor = page.next;
      pages += 1;
    } while (cursor !== null);
    expect([pages, seen]).toEqual([3, Array.from({ length: 120 }, (_, n) => idOf(119 - n))]);
    expect((await pageOf(get('records?limit=1000', ROOT))).next).toBe(null);
  });

  it.each([
    ['user=bob@example.com', [1]],
    ['model=claude', [2]],
    ['model=asked/for', [2]],
    ['provider=anthropic', [2]],
    ['client=opencode', [3]],
    ['status=403', [3]],
    ['outcome=refused', [3]],
    ['session=s-4', [4]],
    ['q=CLAUDE', [2]],
    ['q=%25', []],
    ['q=_', []],
    ['from=2026-11-24T10:03:00Z', [4, 3]],
    ['to=2026-11-24T10:03:00Z', [2, 1]],
    [`from=${START + 2 * 60_000}&to=${START + 4 * 60_000}`, [3, 2]],
    ['from=2026-11-24T11:02:00%2B01:00&to=2026-11-24T11:03:00+01:00', [2]],
    ['from=-90s', [4]],
    ['from=2026-11-24&to=2026-11-25&limit=1', [4]],
    ['outcome=refused&client=codex', []],
  ])('is narrowed by %s', async (query, numbers) => {
    vi.useFakeTimers({ toFake: ['Date'], now: START + 5 * 60_000 });
    const { get } = recordsStage(
      memoryStore(
        callOf(1, 'bob@example.com'),
        callOf(2, 'a@b', { model: 'claude', modelAsked: 'asked/for', provider: 'anthropic' }),
        callOf(3, 'a@b', {
          client: { name: 'opencode', version: null },
          status: 403,
          outcome: 'refused',
        }),
        callOf(4, 'a@b', { session: 's-4' }),
      ),
    );
    expect(await idsOf(get(`records?${query}`, ROOT))).toEqual(numbers.map(idOf));
  });

  it.each([
    ['limit=0', 'limit', '0'],
    ['limit=1001', 'limit', '1001'],
    ['limit=1e2', 'limit', '1e2'],
    ['from=yesterday', 'from', 'yesterday'],
    ['from=2026-02-30', 'from', '2026-02-30'],
    ['to=', 'to', ''],
    ['user=', 'user', ''],
    ['status=99', 'status', '99'],
    ['outcome=complete', 'outcome', 'complete'],
    ['format=xml', 'format', 'xml'],
    [`q=${'x'.repeat(201)}`, 'q', 'x'.repeat(100)],
    ['limit=1&limit=2', 'limit', '2'],
    ['max=5', 'max', '5'],
    ['format=csv&max=5&limit=5', 'max', '5'],
    ['format=csv&max=1000001', 'max', '1000001'],
    [`cursor=${'c'.repeat(501)}`, 'cursor', 'c'.repeat(100)],
    ['from=2026-11-24&to=2026-11-23', 'to', '2026-11-23T00:00:00.000Z'],
  ])('is not guessed at: %s', async (query, name, value) => {
    const { get, asked } = recordsStage();
    const problem = await problemOf(await get(`records?${query}`));
    expect(problem).toMatchObject({ type: 'about:blank', title: 'validation_failed', status: 422 });
    expect(problem.errors).toEqual([{ location: `query.${name}`, message: expect.any(String), value }]);
    expect(problem.detail).toContain(`"${name}" ${problem.errors![0]!.message}`);
    expect(asked.find).toEqual([]);
  });

  it.each(['', '&format=csv'])('is not given for a cursor that is none%s', async (more) => {
    const { get, log } = recordsStage(calls(3));
    expect(await problemOf(await get(`records?cursor=x${more}`))).toMatchObject({
      status: 422,
      errors: [{ location: 'query.cursor', message: 'is none that a page ended with' }],
    });
    expect(log).toEqual([]);
  });

  it('tells of all mistakes at once, and of unknown names what may be meant', async () => {
    const { get } = recordsStage();
    const { errors, detail } = await problemOf(await get('records?modle=gpt-5&limit=x&outcome=refusd&zzz=1'));
    expect(errors).toEqual([
      { location: 'query.modle', message: 'is not known; did you mean "model"?' },
      { location: 'query.limit', message: 'must be a whole number from 1 to 1000', value: 'x' },
      { location: 'query.outcome', message: expect.stringMatching(/mean "refused"/), value: 'refusd' },
      { location: 'query.zzz', message: 'is not known' },
    ]);
    expect(detail).toMatch(/^the parameters: "modle" is not known.*; "zzz" is not known$/);
    expect((await get('records?__proto__=x&constructor=y&toString=z')).status).toBe(422);
  });
});

describe('whose records', () => {
  it('are shown: their own to users, all to admins', async () => {
    const { get, asked } = recordsStage(calls(4));
    expect(await idsOf(get('records'))).toEqual([idOf(2), idOf(0)]);
    expect(await idsOf(get('records?user=alice@example.com'))).toEqual([idOf(2), idOf(0)]);
    expect(await idsOf(get('records?q=bob'))).toEqual([]);
    expect(await idsOf(get('records', ROOT))).toHaveLength(4);
    expect(asked.find.map(({ user }) => user)).toEqual([...Array(3).fill('alice@example.com'), undefined]);
  });

  it.each(['', '&format=csv', '&format=jsonl'])('a user may not ask for: 403%s', async (more) => {
    const { get, asked } = recordsStage(calls(4));
    for (const user of ['bob@example.com', 'ALICE@example.com', 'alice@example.com ', '*']) {
      const answer = await get(`records?user=${encodeURIComponent(user)}${more}`);
      expect(await problemOf(answer)).toMatchObject({ status: 403, title: 'not_granted' });
    }
    expect(asked.find).toEqual([]);
  });

  it("a cursor of somebody else's leads to: still their own", async () => {
    const { get } = recordsStage(calls(10));
    const { next } = await pageOf(get('records?limit=2', ROOT));
    expect(await idsOf(get(`records?cursor=${encodeURIComponent(next!)}`))).toEqual([6, 4, 2, 0].map(idOf));
  });

  it('a tagged device sees are those of its tags', async () => {
    const ci = AS('tag:ci', { tags: ['tag:ci'] });
    const { get } = recordsStage(
      memoryStore(callOf(1, 'tag:ci'), callOf(2, 'tag:ci,tag:prod'), callOf(3, 'alice@example.com')),
    );
    expect(await idsOf(get('records', ci))).toEqual([idOf(1)]);
  });

  it('nobody has, nobody but admins sees', async () => {
    const { get } = recordsStage(memoryStore({ record: callRecord(1, { identity: null }), capture: null }));
    expect(await idsOf(get('records'))).toEqual([]);
    expect(await idsOf(get('records', ROOT))).toEqual([idOf(1)]);
  });

  it("an admin looks at is told to the audit log, unless they are the admin's", async () => {
    const { get, audit } = recordsStage(calls(2));
    await get('records', ROOT);
    await get('records?user=alice@example.com&format=csv', ROOT);
    await get('records?user=root@example.com', ROOT);
    await get('records', ALICE);
    expect(audit.looks()).toEqual([
      { by: 'root@example.com', what: 'records', whose: '*' },
      { by: 'root@example.com', what: 'records', whose: 'alice@example.com' },
    ]);
  });
});

describe('a table of records', () => {
  it('has a line for each, newest first, in as many pages as it takes', async () => {
    const { get, asked } = recordsStage(calls(1_201));
    const answer = await get('records?format=jsonl', ROOT);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': 'attachment; filename="records.jsonl"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as RecordJson).id)).toEqual(
      Array.from({ length: 1_201 }, (_, n) => idOf(1_200 - n)),
    );
    expect(asked.find.map(({ limit }) => limit)).toEqual([500, 500, 500]);
  });

  it.each([
    ['limit=7', 7, [7]],
    ['max=501', 501, [500, 1]],
    ['max=500', 500, [500]],
    ['from=2026-11-24&max=1000000&user=alice@example.com', 601, [500, 500]],
  ])('ends where it is told to: %s', async (query, count, limits) => {
    const { get, asked } = recordsStage(calls(1_201));
    const answer = await get(`records?format=csv&${query}`, ROOT);
    expect((await answer.text()).split('\r\n')).toHaveLength(count + 2);
    expect(asked.find.map(({ limit }) => limit)).toEqual(limits);
  });

  it('has columns that do not depend on what is in it', async () => {
    const full = recordsStage(memoryStore({ record: callRecord(1), capture: null }));
    const [head = '', line = '', end] = (await (await full.get('records?format=csv')).text()).split('\r\n');
    expect([head.split(','), end]).toEqual([RECORD_COLUMNS, '']);
    const cells = line.split(',');
    expect(Object.fromEntries(RECORD_COLUMNS.map((column, i) => [column, cells[i]]))).toMatchObject({
      id: idOf(1),
      time: '2026-11-24T10:01:00.000Z',
      'identity.tags': '',
      'model.asked': 'openai/gpt-5',
      'answer.tool_calls.names': 'shell apply_patch',
      'usage.cached_tokens': '400',
      'cost.dollars': '0.001234567',
      'timings.gateway_ms': '2.25',
    });
    const none = recordsStage();
    expect(await (await none.get('records?format=csv')).text()).toBe(`${head}\r\n`);
    expect(await (await none.get('records?format=jsonl')).text()).toBe('');
    const bare = recordsStage(
      memoryStore({
        record: callRecord(1, { identity: null, route: null, answer: null, usage: null, cost: null }),
        capture: null,
      }),
    );
    const [, empty = ''] = (await (await bare.get('records?format=csv', ROOT)).text()).split('\r\n');
    expect(empty.split(',')).toHaveLength(RECORD_COLUMNS.length);
  });

  it('is what a client accepts most', async () => {
    const { get } = recordsStage();
    const typeFor = async (accept: string, query = ''): Promise<string | undefined> => {
      const answer = await get(`records${query}`, ROOT, { headers: { accept } });
      return answer.headers.get('content-type')?.split(';')[0];
    };
    expect(await typeFor('text/csv')).toBe('text/csv');
    expect(await typeFor('application/x-ndjson, */*;q=0.1')).toBe('application/jsonl');
    expect(await typeFor('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('application/json');
    expect(await typeFor('text/csv;q=0.5, application/json')).toBe('application/json');
    expect(await typeFor('application/json; q=0.1 , text/csv;q=0.2')).toBe('text/csv');
    expect(await typeFor('text/csv;q=0')).toBe('application/json');
    expect(await typeFor('text/csv;q=much, constructor, ,')).toBe('application/json');
    expect(await typeFor('text/csv', '?format=json')).toBe('application/json');
    expect(await typeFor('text/csv', '?max=3')).toBe('text/csv');
  });

  it('has no body for HEAD, and asks for one page at most', async () => {
    const { get, asked } = recordsStage(calls(1_201));
    const answer = await get('records?format=jsonl', ROOT, { method: 'HEAD' });
    expect([answer.status, await answer.text(), asked.find.length]).toEqual([200, '', 1]);
  });

  it('breaks off where the store does, and says so in the log alone', async () => {
    let pages = 0;
    const kept = calls(1_201);
    const { get, log } = recordsStage(kept, {
      find: (query) => ((pages += 1) > 1 ? Promise.reject(new Error('disk I/O error')) : kept.find(query)),
    });
    const answer = await get('records?format=jsonl', ROOT);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('disk I/O error');
    expect(log).toEqual(['records could not be read: disk I/O error']);
  });
});
