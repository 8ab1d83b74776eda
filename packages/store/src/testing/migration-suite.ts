/** The tests of databases that an older version wrote, run on each kind. */
import type { CallRecord } from '@aperturejs/core';
import { describe, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import type { OpenDatabase } from '../database/kind.ts';
import { openEngine } from '../engine.ts';
import { migrate, STEPS } from '../migrations/migrate.ts';
import { captureRow, recordRow, rollUp } from '../rows.ts';
import { callRecord, entry, idOf } from './records.ts';

const TOOLS = { model: null, id: null, stopReason: null, messages: 1, unreadable: null } as const;

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
    it('keeps all that it has, and can what a new one can', async () => {
      const address = await newDatabase();
      const database = open(address);
      const { tables } = database;
      await migrate(database, STEPS.slice(0, 1));
      const records = Array.from({ length: 1_201 }, (_, n): CallRecord =>
        callRecord(n, {
          session: `s${n % 3}`,
          answer: { ...TOOLS, toolCalls: n === 7 ? { count: 1, names: ['shell'] } : { count: 0, names: [] } },
        }),
      );
      for (let at = 0; at < records.length; at += 500) {
        const rows = records.slice(at, at + 500).map((record) => {
          const { names_tools: _, ...row } = recordRow(record);
          return row;
        });
        await tables
          .insertInto('records')
          .values(rows as never)
          .execute();
      }
      await tables
        .insertInto('captures')
        .values(captureRow(entry(5, {}, 'a body'))!)
        .execute();
      // A sum that nobody told was 0 then.
      const sums = rollUp(records).map((row) =>
        Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value ?? 0])),
      );
      await tables
        .insertInto('rollups')
        .values(sums as never)
        .execute();
      await tables.destroy();

      const engine = await openEngine(address);
      expect((await engine.find({ limit: 2 })).records).toEqual([records[1_200], records[1_199]]);
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
