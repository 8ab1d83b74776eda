/** All records there are, for tables that come later and are filled from them. */
import type { CallRecord } from '@aperturejs/core';
import type { Kysely } from 'kysely';
import { recordOf } from './rows.ts';
import type { Tables } from './schema.ts';

/** Records that are held at once. */
const PAGE = 500;

/** Gives all records, the oldest first, some at a time. */
export async function forAllRecords(
  tables: Kysely<Tables>,
  take: (records: readonly CallRecord[]) => Promise<void>,
): Promise<void> {
  let after = '';
  for (;;) {
    const rows = await tables
      .selectFrom('records')
      .select(['id', 'record'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    const end = rows.at(-1);
    if (!end) return;
    await take(rows.map(recordOf));
    after = end.id;
  }
}
