import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../record/record.ts';
import { callOf } from '../testing/call-record.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const calling = (...names: string[]): CallRecord['answer'] => ({
  model: null,
  id: null,
  stopReason: null,
  toolCalls: { count: names.length, names },
  messages: 1,
  unreadable: null,
});
const KEPT = () =>
  memoryStore(
    callOf(1, ALICE, { answer: calling('shell', 'shell', 'edit') }),
    callOf(61, ALICE, { answer: calling('shell'), model: 'claude' }),
    callOf(62, BOB, { answer: calling('search') }),
    callOf(63, BOB, { answer: calling() }),
    callOf(64, BOB, { answer: null }),
  );
type Row = { key: Record<string, string>; calls: number; requests: number };
const rowsOf = async (answer: Promise<Response>): Promise<unknown[]> =>
  ((await (await answer).json()) as { rows: Row[] }).rows.map(({ key, calls, requests }) =>
    [Object.values(key), calls, requests].flat(),
  );

describe('tools', () => {
  it('are told with how often they were called, in how many requests', async () => {
    const { get } = recordsStage(KEPT());
    const answer = await get('tools?by=tool,model&from=2026-11-24T10:20:00Z&to=2026-11-24T11:10:00Z', ROOT);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await answer.json()).toEqual({
      rows: [
        { key: { tool: 'edit', model: 'gpt-5' }, calls: 1, requests: 1 },
        { key: { tool: 'search', model: 'gpt-5' }, calls: 1, requests: 1 },
        { key: { tool: 'shell', model: 'claude' }, calls: 1, requests: 1 },
        { key: { tool: 'shell', model: 'gpt-5' }, calls: 2, requests: 1 },
      ],
      from: '2026-11-24T10:00:00.000Z',
      to: '2026-11-24T12:00:00.000Z',
    });
  });

  it.each([
    // Of all tools together a request counts once, however many it called.
    ['', [[5, 3]]],
    [
      'by=user',
      [
        [ALICE, 4, 2],
        [BOB, 1, 1],
      ],
    ],
    [
      'by=hour',
      [
        ['2026-11-24T10:00:00.000Z', 3, 1],
        ['2026-11-24T11:00:00.000Z', 2, 2],
      ],
    ],
    ['by=day,tool&tool=shell', [['2026-11-24T00:00:00.000Z', 'shell', 3, 2]]],
    ['tool=shell', [[3, 2]]],
    [`by=tool&user=${BOB}`, [['search', 1, 1]]],
    ['by=model&model=claude', [['claude', 1, 1]]],
    ['by=tool&client=none', []],
    ['by=tool&to=2026-11-24', []],
  ])('are summed up: %s', async (query, rows) => {
    const kept = KEPT();
    // As a store without any order has them.
    const { get } = recordsStage(kept, { tools: async (query) => (await kept.tools(query)).toReversed() });
    expect(await rowsOf(get(`tools?${query}`, ROOT))).toEqual(rows);
  });

  it('are their own for users and all for admins, whose look is noted', async () => {
    const { get, audit, asked } = recordsStage(KEPT());
    expect(await rowsOf(get('tools?by=tool'))).toEqual([
      ['edit', 1, 1],
      ['shell', 3, 2],
    ]);
    expect((await get(`tools?user=${BOB}`)).status).toBe(403);
    await get('tools', ROOT);
    expect(asked.tools.map(({ user }) => user)).toEqual([ALICE, undefined]);
    expect(audit.looks()).toEqual([{ by: 'root@example.com', what: 'tools', whose: '*' }]);
  });

  it('are a table, in which no name is a formula', async () => {
    const { get } = recordsStage(
      memoryStore(callOf(1, ALICE, { answer: calling('=HYPERLINK("x")', '<img src=x>') })),
    );
    const csv = await get('tools?by=tool', ROOT, { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="tools.csv"');
    expect(await csv.text()).toBe(
      'key.tool,calls,requests\r\n<img src=x>,1,1\r\n"\'=HYPERLINK(""x"")",1,1\r\n',
    );
    const jsonl = await get('tools?by=tool&format=jsonl', ROOT);
    expect((await jsonl.text()).split('\n')).toHaveLength(3);
  });

  it.each(['by=provider', 'by=tool,tool', 'provider=x', 'limit=1', 'from=x', 'tool='])(
    'are not guessed at: %s',
    async (query) => {
      const { get, asked } = recordsStage(KEPT());
      expect((await problemOf(await get(`tools?${query}`))).errors).toMatchObject([
        { location: `query.${query.split('=')[0]}` },
      ]);
      expect(asked.tools).toEqual([]);
    },
  );
});
