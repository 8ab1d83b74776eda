/** The tests of every store, by what the port says. What one finds, the others find. */
import type { CallRecord, Entry, RecordStore, SessionQuery, ToolQuery } from '@aperturejs/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf, callRecord, idOf, START } from '../packages/core/src/testing/call-record.ts';

/** What is asked of a store here. */
export interface Store extends Pick<RecordStore, 'find' | 'sessions' | 'tools' | 'usage'> {
  write(entries: readonly Entry[]): Promise<void>;
  close(): Promise<void>;
}

/** Ways to open an empty store, by their names. */
export type Stores = Readonly<Record<string, () => Promise<Store>>>;

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const MINUTE = 60_000;

/**
 * What every store must do.
 *
 * @param stores the ones to compare
 * @param runs how many questions are made up
 */
export function describeStores(stores: Stores, runs = 150): void {
  describe.each(Object.entries(stores))('sessions of %s', (_name, open) => {
    const stage = async (...entries: Entry[]): Promise<Store> => {
      const store = await open();
      await store.write(entries);
      return store;
    };

    it('are sums of their calls, also of calls that come later and in another order', async () => {
      const store = await stage(
        callOf(2, ALICE, {
          session: 's',
          model: 'claude',
          provider: 'anthropic',
          client: { name: 'curl', version: null },
          usage: { inputTokens: 5 },
          cost: null,
          answer: null,
          outcome: 'timed_out',
        }),
        callOf(1, ALICE, { session: 's' }),
      );
      await store.write([
        callOf(3, ALICE, {
          session: 's',
          model: null,
          provider: null,
          usage: null,
          cost: null,
          answer: null,
        }),
        callOf(4, ALICE, { session: 'other' }),
      ]);
      const { sessions, next } = await store.sessions({ limit: 10 });
      expect(next).toBe(null);
      expect(sessions.map(({ id }) => id)).toEqual(['other', 's']);
      expect(sessions[1]).toEqual({
        id: 's',
        user: ALICE,
        client: 'codex',
        models: ['claude', 'gpt-5'],
        providers: ['anthropic', 'openai'],
        first: START + MINUTE,
        last: START + 3 * MINUTE,
        requests: 3,
        failed: 1,
        usage: {
          inputTokens: 1_005,
          outputTokens: 50,
          cachedTokens: 400,
          cacheCreationInputTokens: 100,
          cacheCreation5mInputTokens: 60,
          cacheCreation1hInputTokens: 40,
          reasoningTokens: 20,
          imageInputTokens: 5,
          imageOutputTokens: 6,
          webSearchCount: 1,
        },
        nanoDollars: 1_234_567,
        unpriced: 1,
        toolCalls: 2,
        duration: 12_000,
      });
      await store.close();
    });

    it('of two users with one id are two, and of nobody one more', async () => {
      const store = await stage(
        callOf(1, ALICE, { session: 's' }),
        callOf(2, BOB, { session: 's' }),
        { record: callRecord(3, { session: 's', identity: null }), capture: null },
        callOf(4, ALICE, { session: 's' }),
      );
      const seen = async (query: Partial<SessionQuery>): Promise<unknown[]> =>
        (await store.sessions({ limit: 10, ...query })).sessions.map(({ user, requests }) => [
          user,
          requests,
        ]);
      expect(await seen({})).toEqual([
        [ALICE, 2],
        ['', 1],
        [BOB, 1],
      ]);
      expect(await seen({ user: BOB })).toEqual([[BOB, 1]]);
      await store.close();
    });

    it.each<[Partial<SessionQuery>, string[]]>([
      [{ user: BOB }, ['bobs']],
      [{ model: 'gpt-5' }, ['nobodys', 'bobs', 'mixed']],
      [{ model: 'claude' }, ['mixed']],
      [{ model: 'anthropic/claude' }, ['mixed']],
      // Each half of it served the session, and never together.
      [{ model: 'openai/claude' }, []],
      [{ model: 'claude', provider: 'openai' }, []],
      [{ model: 'gpt-5', provider: 'openai' }, ['nobodys', 'bobs', 'mixed']],
      [{ model: 'vendor/nested' }, ['nested']],
      [{ model: 'router/vendor/nested' }, ['nested']],
      [{ model: '/claude' }, []],
      [{ provider: 'anthropic' }, ['mixed']],
      [{ client: 'opencode' }, ['bobs']],
      [{ session: 'mixed' }, ['mixed']],
      [{ session: 'Mixed' }, []],
      [{ session: 'mix' }, []],
      [{ session: 'mixed', user: BOB }, []],
      [{ session: 'nobodys:100%_x' }, ['nobodys']],
      [{ failed: true }, ['bobs']],
      [{ failed: false }, ['nested', 'nobodys', 'mixed']],
      [{ failed: true, user: ALICE }, []],
      [{ from: START + 4 * MINUTE }, ['nested', 'nobodys', 'bobs']],
      [{ from: START + 3 * MINUTE, to: START + 4 * MINUTE }, ['bobs', 'mixed']],
      [{ to: START + MINUTE }, []],
      [{ to: START + MINUTE + 1 }, ['mixed']],
      [{ text: 'BOB@' }, ['bobs']],
      [{ text: 'OPENCODE' }, ['bobs']],
      [{ text: 'Anthropic/CL' }, ['mixed']],
      [{ text: 'nested' }, ['nested']],
      [{ text: '100%_x' }, ['nobodys']],
      [{ text: '%' }, ['nobodys']],
      [{ text: '\\' }, []],
      [{ text: "' or 1=1 --" }, []],
      [{ user: ALICE, model: 'gpt-5', text: 'mixed' }, ['mixed']],
    ])('are narrowed by %j', async (filter, found) => {
      const store = await stage(
        callOf(1, ALICE, { session: 'mixed', model: 'claude', provider: 'anthropic' }),
        callOf(2, BOB, {
          session: 'bobs',
          client: { name: 'opencode', version: null },
          outcome: 'timed_out',
        }),
        callOf(3, ALICE, { session: 'mixed' }),
        callOf(4, BOB, { session: 'bobs', client: { name: 'another', version: null } }),
        { record: callRecord(5, { session: 'nobodys:100%_x', identity: null }), capture: null },
        callOf(6, ALICE, { session: 'nested', model: 'vendor/nested', provider: 'router' }),
      );
      const { sessions } = await store.sessions({ limit: 10, ...filter });
      expect(sessions.map(({ id }) => id.replace(/:.*/, ''))).toEqual(found);
      await store.close();
    });

    it('come page by page, those of one moment included', async () => {
      const store = await stage(
        ...Array.from({ length: 25 }, (_, n) => callOf(n, ALICE, { session: `s${n % 10}`, time: START })),
      );
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<Store['sessions']>> = await store.sessions({
          limit: 3,
          ...(cursor !== null && { cursor }),
        });
        seen.push(...page.sessions.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== null);
      expect(seen).toEqual(Array.from({ length: 10 }, (_, n) => `s${9 - n}`));
      await store.close();
    });

    it.each(['x', '', '1', `1.${idOf(1)} `, `-1.${idOf(1)}`, idOf(1), "1.' or 1=1 --"])(
      'are not looked for with a cursor that is none: %j',
      async (cursor) => {
        const store = await stage(callOf(1, ALICE));
        await expect(store.sessions({ limit: 1, cursor })).rejects.toMatchObject({
          name: 'GatewayError',
          code: 'validation_failed',
        });
        await store.close();
      },
    );
  });

  it('sessions are alike in every store, whatever calls there were', async () => {
    const call = fc.record({
      minute: fc.nat({ max: 5 }),
      user: fc.constantFrom(ALICE, BOB, ''),
      session: fc.constantFrom('a', 'b', 'B', "c'", 'd\n'),
      model: fc.constantFrom('m', 'M', 'x/y', null),
      provider: fc.constantFrom('p', 'x', null),
      client: fc.constantFrom('codex', 'Curl'),
      outcome: fc.constantFrom('completed', 'refused'),
      priced: fc.boolean(),
      tokens: fc.option(fc.nat({ max: 2 ** 40 }), { nil: null }),
    });
    const query = fc.record(
      {
        user: fc.constantFrom(ALICE, BOB),
        session: fc.constantFrom('a', 'b', 'B', "c'", 'd\n'),
        failed: fc.boolean(),
        model: fc.constantFrom('m', 'M', 'x/y', 'p/m', 'x/x/y'),
        provider: fc.constantFrom('p', 'x'),
        client: fc.constantFrom('codex', 'Curl'),
        text: fc.constantFrom('M', '/', 'c', "'", 'P/M'),
        from: fc.nat({ max: 5 }).map((n) => START + n * MINUTE),
        to: fc.nat({ max: 5 }).map((n) => START + n * MINUTE),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 25 }), fc.nat(25), query, async (made, cut, filter) => {
        const records = made.map((one, n): CallRecord =>
          callRecord(n, {
            time: START + one.minute * MINUTE,
            identity: one.user === '' ? null : { login: one.user, node: null, tags: [], source: 'x' },
            session: one.session,
            outcome: one.outcome,
            model: one.model,
            provider: one.provider,
            client: { name: one.client, version: null },
            usage: one.tokens === null ? null : { inputTokens: one.tokens },
            cost: one.priced ? { nanoDollars: one.tokens ?? 0, basis: '', source: '' } : null,
          }),
        );
        const entries = records.map((record) => ({ record, capture: null }));
        const answers = await Promise.all(
          Object.values(stores).map(async (open) => {
            const store = await open();
            await store.write(entries.slice(cut));
            await store.write(entries.slice(0, cut));
            const { sessions } = await store.sessions({ limit: 100, ...filter });
            await store.close();
            return sessions;
          }),
        );
        for (const answer of answers) expect(answer).toEqual(answers[0]);
      }),
      { numRuns: runs },
    );
  });

  describe.each(Object.entries(stores))('tools of %s', (_name, open) => {
    const calling = (n: number, names: readonly string[], count = names.length, login = ALICE): Entry =>
      callOf(n, login, { answer: { ...callRecord(n).answer!, toolCalls: { count, names } } });

    it('are counted by what is asked for, whatever is written how often', async () => {
      const store = await open();
      await store.write([calling(1, ['shell', 'shell', 'edit'])]);
      await store.write([calling(1, ['shell', 'shell', 'edit']), calling(2, ['shell'])]);
      await store.write([calling(61, ['shell']), calling(62, []), calling(63, ['shell'], 1, BOB)]);
      const rows = async (query: ToolQuery): Promise<unknown[]> =>
        (await store.tools(query))
          .map(({ key, calls, requests }) => [...Object.values(key), calls, requests].join(' '))
          .toSorted();
      expect(await rows({ by: [] })).toEqual(['6 4']);
      expect(await rows({ by: ['tool'] })).toEqual(['edit 1 1', 'shell 5 4']);
      expect(await rows({ by: ['user'] })).toEqual([`${ALICE} 5 3`, `${BOB} 1 1`]);
      expect(await rows({ by: ['hour'], tool: 'shell', user: ALICE })).toEqual([
        '2026-11-24T10:00:00.000Z 3 2',
        '2026-11-24T11:00:00.000Z 1 1',
      ]);
      expect(await rows({ by: ['day', 'model', 'client'], from: START + 60 * MINUTE })).toEqual([
        '2026-11-24T00:00:00.000Z gpt-5 codex 2 2',
      ]);
      expect(await rows({ by: ['tool'], to: START })).toEqual([]);
      expect(await rows({ by: [], tool: "' or 1=1 --" })).toEqual([]);
      await store.close();
    });

    it('have names of a bounded length, and a bounded number of them in an hour', async () => {
      const store = await open();
      for (let n = 0; n < 5; n += 1) {
        await store.write([
          calling(
            n,
            Array.from({ length: 60 }, (_, i) => `tool-${n * 60 + i}`),
          ),
        ]);
      }
      await store.write([
        calling(6, ['tool-0', 'another', 'x'.repeat(300), ''], 10),
        calling(7, ['another'], 1, BOB),
        calling(61, ['y'.repeat(300), 'another']),
      ]);
      const rows = await store.tools({ by: ['tool'], user: ALICE });
      const calls = new Map(rows.map(({ key, calls, requests }) => [key.tool, [calls, requests]]));
      expect(calls.size).toBe(203);
      expect(calls.get('tool-0')).toEqual([2, 2]);
      expect(calls.get('tool-199')).toEqual([1, 1]);
      expect(calls.get('tool-200')).toBe(undefined);
      // A hundred of the five, three of the sixth and the six that it does not name.
      expect(calls.get('(other)')).toEqual([109, 3]);
      expect(calls.get('y'.repeat(100))).toEqual([1, 1]);
      expect(await store.tools({ by: ['tool'], user: BOB })).toMatchObject([{ key: { tool: 'another' } }]);
      expect(await store.tools({ by: [], user: ALICE })).toMatchObject([{ calls: 312, requests: 7 }]);
      await store.close();
    });
  });
}
