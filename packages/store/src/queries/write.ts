/** Writing what came. */
import type { Entry } from '@aperturejs/core';
import type { Kysely, RawBuilder } from 'kysely';
import { added } from '../added.ts';
import { parts } from '../parts.ts';
import { captureRow, recordRow, rollUp } from '../rows.ts';
import { addHeaders } from './headers.ts';
import { addToSessions } from './sessions.ts';
import { addTools } from './tools.ts';
import type { RollupKey, RollupsTable, Tables } from '../schema.ts';
import { USAGE } from '../usage-columns.ts';

const ROWS = 1_000;

/** Writes all of it or nothing. Entries that are there already are left alone, so it may be asked again. */
export async function writeEntries(database: Kysely<Tables>, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await database.transaction().execute(async (tables) => {
    const added = new Set<string>();
    for (const part of parts(entries, ROWS)) {
      const rows = await tables
        .insertInto('records')
        .values(part.map(({ record }) => recordRow(record)))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      for (const { id } of rows) added.add(id);
    }
    const fresh = entries.filter(({ record }) => added.has(record.id));
    const records = fresh.map(({ record }) => record);
    const captures = fresh.flatMap((entry) => captureRow(entry) ?? []);
    for (const part of parts(captures, ROWS)) await tables.insertInto('captures').values(part).execute();
    for (const part of parts(rollUp(records), ROWS)) {
      await tables
        .insertInto('rollups')
        .values(part)
        .onConflict((conflict) => conflict.columns(KEY).doUpdateSet(ADDED))
        .execute();
    }
    await addToSessions(tables, records);
    await addHeaders(tables, records);
    await addTools(tables, records);
  });
}

const KEY: readonly (keyof RollupKey)[] = ['hour', 'user', 'model', 'provider', 'client', 'outcome'];
const SUMS: readonly Exclude<keyof RollupsTable, keyof RollupKey>[] = [
  'requests',
  'failed',
  'nano_dollars',
  'unpriced',
  'duration',
  ...USAGE.map(([, column]) => column),
];

const ADDED: Record<string, RawBuilder<number>> = Object.fromEntries(
  SUMS.map((column) => [column, added('rollups', column)]),
);
