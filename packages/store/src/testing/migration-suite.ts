/** The tests of databases that an older version wrote, run on each kind. */
import type { CallRecord, Entry } from '@aperturejs/core';
import { describe, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import type { OpenDatabase } from '../database/kind.ts';
import { openEngine } from '../engine.ts';
import { migrate, STEPS } from '../migrations/migrate.ts';
import { allRows, writeOld } from './old-database.ts';
import { entry, idOf, START } from './records.ts';

const calling = (names: readonly string[], count = names.length): NonNullable<CallRecord['answer']> => ({
  model: null,
  id: null,
  stopReason: null,
  toolCalls: { count, names },
  messages: 1,
  unreadable: null,
});

/** Calls that differ in what sums and sessions are made of. */
const VARIETY: readonly Partial<CallRecord>[] = [
  { answer: calling(['shell', 'shell', 'read_file'], 5) },
  { session: 's2', model: 'claude', modelAsked: 'claude', provider: 'anthropic', answer: calling([]) },
  { session: 's2', identity: { login: 'bob@example.com', node: null, tags: [], source: 'test' } },
  { identity: null, outcome: 'refused', status: 404, provider: null, model: null, usage: null, cost: null },
  { session: 's\0', client: { name: 'curl', version: null }, cost: null },
  { usage: { outputTokens: 7, cachedTokens: 1 }, answer: calling(['x'.repeat(200), '']) },
  { session: 's2', client: { name: 'curl', version: null }, model: 'gpt-5-mini', time: START - 86_400_000 },
];

/** More than are kept of a user in an hour, others each time. */
const manyTools = (n: number): string[] => Array.from({ length: 150 }, (_, i) => `tool ${n + i * 7}`);

/**
 * What becomes of a database of version 1.
 *
 * @param newDatabase gives the address of an empty database
 * @param open opens one as it is
 */
export function describeMigration(
  newDatabase: () => Promise<DatabaseAddress>,
  open: (address: DatabaseAddress) => OpenDatabase,
): void {
  describe('a database of version 1', () => {
    const oldDatabase = async (entries: readonly Entry[]): Promise<DatabaseAddress> => {
      const address = await newDatabase();
      await writeOld(open(address), entries);
      return address;
    };

    it('keeps all that it has, and can what a new one can', async () => {
      const entries = Array.from({ length: 1_201 }, (_, n) =>
        entry(
          n,
          { session: `s${n % 3}`, answer: calling(n === 7 ? ['shell'] : []) },
          n === 5 ? 'a body' : null,
        ),
      );
      const address = await oldDatabase(entries);
      const engine = await openEngine(address);
      expect((await engine.find({ limit: 2 })).records).toEqual([
        entries[1_200]!.record,
        entries[1_199]!.record,
      ]);
      expect(await engine.get(idOf(5))).toMatchObject({ capture: { request: { body: 'a body' } } });
      expect(await engine.usage({ by: [] })).toMatchObject([
        { requests: 1_201, usage: { inputTokens: 12_010, outputTokens: 6_005 } },
      ]);
      expect((await engine.usage({ by: [] }))[0]!.usage).not.toHaveProperty('cachedTokens');
      const { sessions } = await engine.sessions({ limit: 10 });
      expect(sessions.map(({ id, requests }) => [id, requests])).toEqual([
        ['s0', 401],
        ['s2', 400],
        ['s1', 400],
      ]);
      expect(sessions[0]!.models).toEqual(['gpt-5']);
      expect(await engine.tools({ by: ['tool'] })).toEqual([
        { key: { tool: 'shell' }, calls: 1, requests: 1 },
      ]);
      expect(await engine.exportStatus()).toMatchObject({ waiting: 1_201 });
      const retention = { keep: 0, requireExport: false, captures: true, tools: true };
      await engine.prune({ retention, maxBytes: Number.MAX_SAFE_INTEGER, now: Date.UTC(2030, 0) });
      expect((await engine.get(idOf(7)))!.record.answer!.toolCalls).toEqual({ count: 1, names: [] });
      expect((await engine.get(idOf(5)))!.capture).toBeNull();
      await engine.write([entry(2_000)]);
      expect(await engine.usage({ by: [] })).toMatchObject([{ requests: 1_202 }]);
      await engine.close();
    });

    it('has in every table what a new one has of the same calls', async () => {
      const entries = Array.from({ length: 1_201 }, (_, n) =>
        entry(
          n,
          n % 20 === 0 ? { answer: calling(manyTools(n)) } : VARIETY[n % VARIETY.length],
          n % 100 === 0 ? `body ${n}` : null,
        ),
      );
      const [fresh, upgraded] = [await newDatabase(), await oldDatabase(entries)];
      const engines = [await openEngine(fresh), await openEngine(upgraded)] as const;
      await engines[0].write(entries);
      await Promise.all(engines.map((engine) => engine.close()));
      const rows = await allRows(open(upgraded));
      expect(rows).toEqual(await allRows(open(fresh)));
      const counts = Object.entries(rows).map(([table, { length }]) => [table, length]);
      expect(Object.fromEntries(counts)).toMatchObject({ records: 1_201, sessions: 5, session_models: 5 });
      expect(rows['tool_rollups']!.length).toBeGreaterThan(20);
    });

    it('is brought up to date once, if two come at once', async () => {
      const address = await newDatabase();
      const database = open(address);
      const { tables } = database;
      await migrate(database, STEPS.slice(0, 1));
      await tables.destroy();
      const engines = [await openEngine(address), await openEngine(address)];
      await engines[1]!.write([entry(1)]);
      expect((await engines[0]!.find({ limit: 9 })).records).toHaveLength(1);
      await Promise.all(engines.map((engine) => engine.close()));
    });

    it('is as it was if a step fails, and has it done by the next try', async () => {
      const address = await newDatabase();
      const database = open(address);
      const { tables } = database;
      const failing = async (...step: Parameters<(typeof STEPS)[number]>): Promise<void> => {
        await STEPS[1]!(...step);
        throw new Error('in the middle');
      };
      await expect(migrate(database, [STEPS[0]!, failing])).rejects.toThrow('in the middle');
      await tables.destroy();
      const engine = await openEngine(address);
      await engine.write([entry(1)]);
      await engine.close();
    });
  });

  it('a database of a newer version is left alone', async () => {
    const address = await newDatabase();
    const database = open(address);
    const { tables } = database;
    await migrate(database, [...STEPS, ...Array.from({ length: 50 }, () => async () => {})]);
    await tables.destroy();
    await expect(openEngine(address)).rejects.toThrow(/version \d+, which is newer/);
  });
}
