/** The tests of every store, by what the port says. What one finds, the others find. */
import type { CallRecord, Entry, RecordStore, SessionQuery } from '@aperturejs/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf, callRecord, idOf, START } from '../packages/core/src/testing/call-record.ts';

/** What is asked of a store here. */
export interface Store extends Pick<RecordStore, 'find' | 'sessions' | 'usage'> {
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
        callOf(2, BOB, { session: 'bobs', client: { name: 'opencode', version: null } }),
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
      priced: fc.boolean(),
      tokens: fc.option(fc.nat({ max: 2 ** 40 }), { nil: null }),
    });
    const query = fc.record(
      {
        user: fc.constantFrom(ALICE, BOB),
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
}
