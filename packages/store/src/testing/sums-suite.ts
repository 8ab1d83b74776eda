/** The tests of sums over records, run on each kind of database. */
import type { CallRecord, UsageRow } from '@aperturejs/core';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { callRecord, entry, START } from './records.ts';

const HOUR = 3_600_000;

/**
 * What sums come to.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeSums(newDatabase: () => Promise<DatabaseAddress>): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine(await newDatabase());
  });
  afterEach(() => engine.close());

  it('are told apart by what is asked for', async () => {
    await engine.write([
      entry(0),
      entry(1, { cost: null }),
      entry(61, { model: 'claude', outcome: 'upstream_error', usage: null, cost: null }),
    ]);
    expect(byModel(await engine.usage({ by: ['model'] }))).toEqual([
      expect.objectContaining({
        key: { model: 'claude' },
        requests: 1,
        failed: 1,
        nanoDollars: 0,
        unpriced: 0,
        duration: 40,
        usage: {},
      }),
      expect.objectContaining({
        key: { model: 'gpt-5' },
        requests: 2,
        failed: 0,
        nanoDollars: 1_000,
        unpriced: 1,
        usage: { inputTokens: 20, outputTokens: 10 },
      }),
    ]);
    const hours = await engine.usage({ by: ['hour'], from: START + HOUR });
    expect(hours.map(({ key }) => key)).toEqual([{ hour: '2026-11-24T11:00:00.000Z' }]);
    expect((await engine.usage({ by: ['day'] })).map(({ key, requests }) => [key, requests])).toEqual([
      [{ day: '2026-11-24T00:00:00.000Z' }, 3],
    ]);
    expect(await engine.usage({ by: [], user: 'nobody' })).toEqual([]);
  });

  it('have what some vendor told, be it 0, and nothing else', async () => {
    await engine.write([entry(0, { usage: { outputTokens: 0 } })]);
    await engine.write([entry(1, { usage: { cachedTokens: 7 } }), entry(2, { usage: null })]);
    await engine.write([entry(3, { usage: { cachedTokens: 1 } })]);
    expect((await engine.usage({ by: [] }))[0]!.usage).toEqual({ outputTokens: 0, cachedTokens: 8 });
  });

  it('are those of the records, whatever these are', async () => {
    const record = fc.record({
      minutes: fc.nat({ max: 5_000 }),
      user: fc.constantFrom('a', 'b', ''),
      model: fc.constantFrom('m', 'n', null),
      tokens: fc.option(fc.nat({ max: 1_000_000_000 }), { nil: null }),
      nano: fc.option(fc.nat({ max: 2 ** 31 }), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), fc.nat(30), async (made, cut) => {
        const fresh = await openEngine(await newDatabase());
        const records = made.map(({ minutes, user, model, tokens, nano }, n): CallRecord =>
          callRecord(n, {
            time: START + minutes * 60_000,
            identity: user === '' ? null : { login: user, node: null, tags: [], source: 'x' },
            model,
            usage: tokens === null ? null : { inputTokens: tokens },
            cost: nano === null ? null : { nanoDollars: nano, basis: '', source: '' },
          }),
        );
        const entries = records.map((one) => ({ record: one, capture: null }));
        await fresh.write(entries.slice(0, cut));
        await fresh.write(entries.slice(cut));
        const rows = await fresh.usage({ by: ['user', 'model'] });
        await fresh.close();
        const sum = (of: (row: UsageRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
        expect(sum(({ requests }) => requests)).toBe(records.length);
        expect(sum(({ usage }) => usage.inputTokens ?? 0)).toBe(
          records.reduce((all, { usage }) => all + (usage?.inputTokens ?? 0), 0),
        );
        expect(sum(({ nanoDollars }) => nanoDollars)).toBe(
          records.reduce((all, { cost }) => all + (cost?.nanoDollars ?? 0), 0),
        );
      }),
      { numRuns: 30 },
    );
  });
}

/** Stores promise no order of sums. */
function byModel(rows: readonly UsageRow[]): UsageRow[] {
  return [...rows].sort((one, other) => (one.key.model! < other.key.model! ? -1 : 1));
}
