/** Forgetting which tools were called. How many were is a figure, and stays. */
import type { CallRecord, Retention } from '@aperturejs/core';
import type { Kysely } from 'kysely';
import { recordOf } from '../rows.ts';
import type { Tables } from '../schema.ts';

/** Records that one step rewrites at most. */
const STEP = 200;

/**
 * Takes a step.
 *
 * @returns true if there may be more
 */
export async function pruneTools(
  tables: Kysely<Tables>,
  before: number,
  { requireExport }: Retention,
): Promise<boolean> {
  const rows = await tables
    .selectFrom('records')
    .select(['id', 'record'])
    .where('names_tools', '=', 1)
    .where('time', '<', before)
    .$if(requireExport, (select) => select.where('exported', '=', 1))
    .orderBy('time')
    .limit(STEP)
    .execute();
  if (rows.length === 0) return false;
  await tables.transaction().execute(async (changing) => {
    for (const row of rows) {
      const record = JSON.stringify(withoutTools(recordOf(row)));
      await changing
        .updateTable('records')
        .set({ record, names_tools: 0 })
        .where('id', '=', row.id)
        .execute();
    }
  });
  return rows.length === STEP;
}

/** A record that does not tell which tools were called. */
export function withoutTools(record: CallRecord): CallRecord {
  if (!record.answer) return record;
  const { count } = record.answer.toolCalls;
  return { ...record, answer: { ...record.answer, toolCalls: { count, names: [] } } };
}
