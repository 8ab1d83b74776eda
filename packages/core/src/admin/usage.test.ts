import { describe, expect, it } from 'vitest';
import { callOf } from '../testing/call-record.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';

const KEPT = () =>
  memoryStore(
    callOf(1, 'alice@example.com', { usage: { inputTokens: 10, outputTokens: 2 } }),
    callOf(2, 'alice@example.com', { usage: { inputTokens: 30 }, cost: null, outcome: 'timed_out' }),
    callOf(61, 'bob@example.com', { usage: null, cost: null, model: 'claude' }),
    callOf(1_500, 'bob@example.com', { usage: { inputTokens: 1 } }),
  );

describe('sums', () => {
  it('are one, of everything, if nothing is to be told apart', async () => {
    const answer = await recordsStage(KEPT()).get('usage', ROOT);
    expect([
      answer.status,
      answer.headers.get('cache-control'),
      answer.headers.get('x-content-type-options'),
    ]).toEqual([200, 'no-store', 'nosniff']);
    expect(await answer.json()).toEqual({
      rows: [
        {
          key: {},
          requests: 4,
          failed: 1,
          usage: { input_tokens: 41, output_tokens: 2 },
          cost: { nano_dollars: 2_469_134, dollars: '0.002469134' },
          unpriced: 1,
          duration_ms: 16_000,
        },
      ],
      from: null,
      to: null,
    });
  });

  it.each([
    ['by=user', [{ user: 'alice@example.com' }, { user: 'bob@example.com' }]],
    ['by=day', [{ day: '2026-11-24T00:00:00.000Z' }, { day: '2026-11-25T00:00:00.000Z' }]],
    [
      'by=hour,user',
      [
        { hour: '2026-11-24T10:00:00.000Z', user: 'alice@example.com' },
        { hour: '2026-11-24T11:00:00.000Z', user: 'bob@example.com' },
        { hour: '2026-11-25T11:00:00.000Z', user: 'bob@example.com' },
      ],
    ],
    [
      'by=outcome,model,provider,client',
      [
        { outcome: 'completed', model: 'claude', provider: 'openai', client: 'codex' },
        { outcome: 'completed', model: 'gpt-5', provider: 'openai', client: 'codex' },
        { outcome: 'timed_out', model: 'gpt-5', provider: 'openai', client: 'codex' },
      ],
    ],
    ['by=user&model=claude', [{ user: 'bob@example.com' }]],
    ['by=user&user=alice@example.com', [{ user: 'alice@example.com' }]],
    ['by=user&client=none', []],
    ['by=user&to=2026-11-24T10:59:00Z', [{ user: 'alice@example.com' }]],
  ])('%s tells them apart, in order', async (query, keys) => {
    const kept = KEPT();
    // As a store without any order has them.
    const { get } = recordsStage(kept, {
      usage: async (query) => (await kept.usage(query)).toReversed(),
    });
    const { rows } = (await (await get(`usage?${query}`, ROOT)).json()) as { rows: { key: object }[] };
    expect(rows.map(({ key }) => key)).toEqual(keys);
  });

  it('cover whole hours, and say which', async () => {
    const { get, asked } = recordsStage(KEPT());
    const answer = await get('usage?from=2026-11-24T10:59:00Z&to=2026-11-24T11:00:00.001Z', ROOT);
    expect(await answer.json()).toMatchObject({
      rows: [{ requests: 3 }],
      from: '2026-11-24T10:00:00.000Z',
      to: '2026-11-24T12:00:00.000Z',
    });
    expect(asked.usage).toEqual([
      { by: [], from: Date.UTC(2026, 10, 24, 10), to: Date.UTC(2026, 10, 24, 12) },
    ]);
  });

  it("are of a user's own calls, and of all for admins, who are seen looking", async () => {
    const { get, asked, audit } = recordsStage(KEPT());
    expect(await (await get('usage?by=user')).json()).toMatchObject({
      rows: [{ key: { user: 'alice@example.com' }, requests: 2 }],
    });
    expect((await get('usage?user=bob@example.com')).status).toBe(403);
    await get('usage', ROOT);
    expect(asked.usage.map(({ user }) => user)).toEqual(['alice@example.com', undefined]);
    expect(audit.looks()).toEqual([{ by: 'root@example.com', what: 'usage', whose: '*' }]);
  });

  it.each([
    ['by=users', 'by', /did you mean "user"/],
    ['by=user,user', 'by', /twice/],
    ['by=', 'by', /empty/],
    ['session=x', 'session', /not known/],
    ['format=jsonl', 'format', /json, csv/],
    ['from=now', 'from', /-24h/],
    ['from=-1h&to=-2h', 'to', /later/],
  ])('are not guessed at: %s', async (query, name, message) => {
    const { get, asked } = recordsStage();
    expect(await problemOf(await get(`usage?${query}`))).toMatchObject({
      status: 422,
      errors: [{ location: `query.${name}`, message: expect.stringMatching(message) as string }],
    });
    expect(asked.usage).toEqual([]);
  });

  it('are a table as well, with the same columns whatever is in it', async () => {
    const { get } = recordsStage(KEPT());
    const answer = await get('usage?by=user,day', ROOT, { headers: { accept: 'text/csv' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="usage.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(await answer.text()).toBe(
      'key.user,key.day,requests,failed,usage.input_tokens,usage.output_tokens,usage.cached_tokens,' +
        'usage.cache_creation_input_tokens,usage.cache_creation_5m_input_tokens,usage.cache_creation_1h_input_tokens,' +
        'usage.reasoning_tokens,usage.image_input_tokens,usage.image_output_tokens,usage.web_search_count,' +
        'cost.nano_dollars,cost.dollars,unpriced,duration_ms\r\n' +
        'alice@example.com,2026-11-24T00:00:00.000Z,2,1,40,2,,,,,,,,,1234567,0.001234567,1,8000\r\n' +
        'bob@example.com,2026-11-24T00:00:00.000Z,1,0,,,,,,,,,,,0,0.000000000,0,4000\r\n' +
        'bob@example.com,2026-11-25T00:00:00.000Z,1,0,1,,,,,,,,,,1234567,0.001234567,0,4000\r\n',
    );
  });
});
