import { describe, expect, it } from 'vitest';
import { callOf, callRecord, idOf } from '../testing/call-record.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';
import { cellsOf } from './csv.ts';
import { SESSION_COLUMNS } from './record-table.ts';
import type { SessionJson } from './sums-json.ts';

interface Page {
  readonly sessions: readonly SessionJson[];
  readonly next: string | null;
}
const pageOf = async (answer: Promise<Response>): Promise<Page> => (await (await answer).json()) as Page;
const namesOf = async (answer: Promise<Response>): Promise<string[]> =>
  (await pageOf(answer)).sessions.map(({ id, user }) => `${user} ${id}`);

const BOB = 'bob@example.com';
/** Alice and Bob in sessions of their own and in one whose id both send. */
const KEPT = () =>
  memoryStore(
    callOf(1, 'alice@example.com', { session: 'shared' }),
    callOf(2, BOB, { session: 'shared' }),
    callOf(3, BOB, { session: 'bobs', model: 'claude', provider: 'anthropic', outcome: 'timed_out' }),
    callOf(4, 'alice@example.com', { session: 'alices', client: { name: 'opencode', version: '1' } }),
  );

describe('sessions', () => {
  it('are told in full', async () => {
    const { get } = recordsStage(
      memoryStore(
        callOf(1, 'alice@example.com', { session: 's' }),
        callOf(2, 'alice@example.com', {
          session: 's',
          model: 'claude',
          provider: 'anthropic',
          usage: { inputTokens: 1 },
          cost: null,
          outcome: 'timed_out',
        }),
      ),
    );
    const answer = await get('sessions');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.json()).toEqual({
      sessions: [
        {
          id: 's',
          user: 'alice@example.com',
          client: 'codex',
          models: ['claude', 'gpt-5'],
          providers: ['anthropic', 'openai'],
          first: '2026-11-24T10:01:00.000Z',
          last: '2026-11-24T10:02:00.000Z',
          requests: 2,
          failed: 1,
          usage: {
            input_tokens: 1_001,
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
          cost: { nano_dollars: 1_234_567, dollars: '0.001234567' },
          unpriced: 1,
          tool_calls: 4,
          duration_ms: 8_000,
        },
      ],
      next: null,
    });
  });

  it('are their own for users and all for admins, who are told whose they are', async () => {
    const { get, asked } = recordsStage(KEPT());
    const own = ['alice@example.com alices', 'alice@example.com shared'];
    expect(await namesOf(get('sessions'))).toEqual(own);
    expect(await namesOf(get('sessions?user=alice@example.com'))).toEqual(own);
    expect(await namesOf(get('sessions?q=bob'))).toEqual([]);
    expect(await namesOf(get('sessions', ROOT))).toEqual([
      'alice@example.com alices',
      `${BOB} bobs`,
      `${BOB} shared`,
      'alice@example.com shared',
    ]);
    expect(await namesOf(get(`sessions?user=${BOB}`, ROOT))).toEqual([`${BOB} bobs`, `${BOB} shared`]);
    const before = asked.sessions.length;
    expect(await problemOf(await get(`sessions?user=${BOB}`))).toMatchObject({ status: 403 });
    expect(asked.sessions.length).toBe(before);
  });

  it("of others are a look that the audit log hears of; one's own are none", async () => {
    const { get, audit } = recordsStage(KEPT());
    await get('sessions');
    await get('sessions?user=root@example.com', ROOT);
    await get(`sessions?user=${BOB}&format=csv`, ROOT);
    await get('sessions', ROOT);
    expect(audit.looks()).toEqual([
      { by: 'root@example.com', what: 'sessions', whose: BOB },
      { by: 'root@example.com', what: 'sessions', whose: '*' },
    ]);
  });

  it('of nobody are of nobody', async () => {
    const { get } = recordsStage(memoryStore({ record: callRecord(1, { identity: null }), capture: null }));
    expect((await pageOf(get('sessions', ROOT))).sessions).toMatchObject([{ user: null }]);
    expect(await namesOf(get('sessions'))).toEqual([]);
  });

  it.each([
    ['model=claude', [`${BOB} bobs`]],
    ['provider=anthropic', [`${BOB} bobs`]],
    ['client=opencode', ['alice@example.com alices']],
    ['session=shared', [`${BOB} shared`, 'alice@example.com shared']],
    [`session=shared&user=${BOB}`, [`${BOB} shared`]],
    ['session=share', []],
    ['failed=true', [`${BOB} bobs`]],
    ['failed=false', ['alice@example.com alices', `${BOB} shared`, 'alice@example.com shared']],
    ['q=SHARED', [`${BOB} shared`, 'alice@example.com shared']],
    ['from=2026-11-24T10:03:00Z&to=2026-11-24T10:04:00Z', [`${BOB} bobs`]],
  ])('are narrowed by %s', async (query, names) => {
    expect(await namesOf(recordsStage(KEPT()).get(`sessions?${query}`, ROOT))).toEqual(names);
  });

  it('lead to the next page, whose cursor is checked', async () => {
    const { get, log } = recordsStage(KEPT());
    const first = await pageOf(get('sessions?limit=3', ROOT));
    const rest = await pageOf(get(`sessions?limit=3&cursor=${encodeURIComponent(first.next!)}`, ROOT));
    expect([first.sessions.length, rest.sessions.map(({ id }) => id), rest.next]).toEqual([
      3,
      ['shared'],
      null,
    ]);
    expect(await problemOf(await get('sessions?cursor=x', ROOT))).toMatchObject({
      status: 422,
      errors: [{ location: 'query.cursor' }],
    });
    expect(log).toEqual([]);
  });

  it.each(['status=200', 'outcome=completed', 'failed=1', 'by=user', 'limit=0', 'max=1', 'from=x'])(
    'are not guessed at: %s',
    async (query) => {
      const { get, asked } = recordsStage(KEPT());
      const { errors } = await problemOf(await get(`sessions?${query}`));
      expect(errors).toMatchObject([{ location: `query.${query.split('=')[0]}` }]);
      expect(asked.sessions).toEqual([]);
    },
  );

  it('are a table of as many pages as it takes, with columns that are always the same', async () => {
    const many = Array.from({ length: 1_100 }, (_, n) =>
      callOf(n, 'alice@example.com', { session: `s${n}`, usage: null }),
    );
    const { get, asked } = recordsStage(memoryStore(...many));
    const answer = await get('sessions?format=csv');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="sessions.csv"');
    const lines = (await answer.text()).split('\r\n');
    expect([lines.length, lines[0]]).toEqual([1_102, SESSION_COLUMNS.join(',')]);
    expect(lines[1]!.split(',')).toHaveLength(SESSION_COLUMNS.length);
    expect(asked.sessions.map(({ limit }) => limit)).toEqual([500, 500, 500]);
    const jsonl = await (await get('sessions?format=jsonl&max=2')).text();
    expect(jsonl.trimEnd().split('\n')).toHaveLength(2);
    const full = recordsStage(memoryStore({ record: callRecord(1), capture: null }));
    const [session] = (await pageOf(full.get('sessions'))).sessions;
    expect([...cellsOf(session!).keys()]).toEqual(SESSION_COLUMNS);
  });

  it("have the id by which the records find a session's calls", async () => {
    const { get } = recordsStage(KEPT());
    const { sessions } = await pageOf(get('sessions', ROOT));
    const [, bobs] = sessions;
    const answer = await get(`records?session=${bobs!.id}&user=${bobs!.user}`, ROOT);
    expect(((await answer.json()) as { records: { id: string }[] }).records.map(({ id }) => id)).toEqual([
      idOf(3),
    ]);
  });
});
