/** Writing what came. */
import type { Entry } from '@aperturejs/core';
import type { Kysely } from 'kysely';
import { added } from '../added.ts';
import { parts } from '../parts.ts';
import { captureRow, recordRow, rollUp, ROLLUP_KEY, ROLLUP_SUMS } from '../rows.ts';
import { addHeaders } from './headers.ts';
import { addToSessions } from './add-sessions.ts';
import { addTools } from './tools.ts';
import type { Tables } from '../schema.ts';

const ROWS = 1_000;
const ADDED = added('rollups', ROLLUP_SUMS);

/** Writes all of it or nothing. Entries that are there already are left alone, so it may be asked again. */
export async function writeEntries(database: Kysely<Tables>, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await database.transaction().execute(async (tables) => {
    const taken = new Set<string>();
    for (const part of parts(entries, ROWS)) {
      const rows = await tables
        .insertInto('records')
        .values(part.map(({ record }) => recordRow(record)))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      for (const { id } of rows) taken.add(id);
    }
    const fresh = entries.filter(({ record }) => taken.has(record.id));
    const records = fresh.map(({ record }) => record);
    const captures = fresh.flatMap((entry) => captureRow(entry) ?? []);
    for (const part of parts(captures, ROWS)) await tables.insertInto('captures').values(part).execute();
    for (const part of parts(rollUp(records), ROWS)) {
      await tables
        .insertInto('rollups')
        .values(part)
        .onConflict((conflict) => conflict.columns(ROLLUP_KEY).doUpdateSet(ADDED))
        .execute();
    }
    await addToSessions(tables, records);
    await addHeaders(tables, records);
    await addTools(tables, records);
  });
}
