/** Databases as version 1 left them, and all that is in one. */
import type { Entry } from '@aperturejs/core';
import type { OpenDatabase } from '../database/kind.ts';
import { migrate, STEPS } from '../migrations/migrate.ts';
import { parts } from '../parts.ts';
import { captureRow, recordRow, rollUp } from '../rows.ts';
import type { Tables } from '../schema.ts';

/** Makes an empty database one that version 1 wrote these into, and closes it. */
export async function writeOld(database: OpenDatabase, entries: readonly Entry[]): Promise<void> {
  const { tables } = database;
  await migrate(database, STEPS.slice(0, 1));
  for (const part of parts(entries, 500)) {
    const rows = part.map(({ record }) => {
      const { names_tools: _, ...row } = recordRow(record);
      return row;
    });
    await tables
      .insertInto('records')
      .values(rows as never)
      .execute();
  }
  const captures = entries.flatMap((one) => captureRow(one) ?? []);
  if (captures.length > 0) await tables.insertInto('captures').values(captures).execute();
  // A sum that nobody told was 0 then.
  const sums = rollUp(entries.map(({ record }) => record)).map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value ?? 0])),
  );
  for (const part of parts(sums, 500)) {
    await tables
      .insertInto('rollups')
      .values(part as never)
      .execute();
  }
  await tables.destroy();
}

const TABLES = {
  records: true,
  captures: true,
  rollups: true,
  record_headers: true,
  header_rollups: true,
  exports: true,
  sessions: true,
  session_models: true,
  config_versions: true,
  tool_rollups: true,
  audit: true,
} satisfies Record<keyof Tables, true>;

/** The rows of every table, in one order, of a database that it closes. */
export async function allRows({ tables }: OpenDatabase): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of Object.keys(TABLES) as (keyof Tables)[]) {
    const rows = await tables.selectFrom(table).selectAll().execute();
    // Columns that came with a later step stand elsewhere in an older table.
    found[table] = rows.map((row) => JSON.stringify(Object.entries(row).toSorted(byName))).toSorted();
  }
  await tables.destroy();
  return found;
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
