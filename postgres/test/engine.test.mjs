/** The engine's tests on Postgres, and what two of SQLite's could not do in one thread. */
import { describe, expect, it } from 'vitest';
import { migratingPostgres } from '../../packages/store/src/database/postgres.ts';
import { openEngine } from '../../packages/store/src/engine.ts';
import { describeEngine } from '../../packages/store/src/testing/engine-suite.ts';
import { describeMigration } from '../../packages/store/src/testing/migration-suite.ts';
import { entry, START } from '../../packages/store/src/testing/records.ts';
import { newDatabase } from './database.mjs';

const newAddress = async () => ({ kind: 'postgres', url: await newDatabase() });

describeEngine(newAddress);
describeMigration(newAddress, ({ url }) => migratingPostgres(url));

describe('two engines', () => {
  it('open an empty database at once', async () => {
    const address = await newAddress();
    const engines = await Promise.all(Array.from({ length: 4 }, () => openEngine(address)));
    expect(await engines[3].find({ limit: 1 })).toEqual({ records: [], next: null });
    await Promise.all(engines.map((engine) => engine.close()));
  });

  it('write the same sums at once, in whatever order their calls came', async () => {
    const address = await newAddress();
    const engines = await Promise.all([openEngine(address), openEngine(address)]);
    const models = Array.from({ length: 200 }, (_, n) => `m${n}`);
    const batch = (from, models) => models.map((model, n) => entry(from + n, { time: START, model }));
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        engines[0].write(batch(1_000 * round, models)),
        engines[1].write(batch(1_000 * round + 500, models.toReversed())),
      ]);
    }
    const sums = await engines[0].usage({ by: ['model'] });
    expect(sums.reduce((all, { requests }) => all + requests, 0)).toBe(8_000);
    await Promise.all(engines.map((engine) => engine.close()));
  });
});
