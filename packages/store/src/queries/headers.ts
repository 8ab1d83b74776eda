/** The headers of calls: rows to find them by, and sums. */
import type { CallRecord, HeaderFilter } from '@aperturejs/core';
import { sql, type Expression, type SqlBool, type Transaction } from 'kysely';
import { added } from '../added.ts';
import { columnText } from '../column-text.ts';
import { inOrder } from '../in-order.ts';
import { parts } from '../parts.ts';
import { rollUp, ROLLUP_KEY, ROLLUP_SUMS } from '../rows.ts';
import type { HeaderRollupsTable, RecordHeadersTable, Tables } from '../schema.ts';

const ROWS = 1_000;
const KEY = ['name', 'value', ...ROLLUP_KEY] as const;
const ADDED = added('header_rollups', ROLLUP_SUMS);

/** Adds records that are new. */
export async function addHeaders(tables: Transaction<Tables>, records: readonly CallRecord[]): Promise<void> {
  const byHeader = new Map<
    string,
    { readonly key: Omit<RecordHeadersTable, 'record_id'>; of: CallRecord[] }
  >();
  const rows: RecordHeadersTable[] = [];
  for (const record of records) {
    for (const [name, text] of Object.entries(record.headers ?? {})) {
      const key = { name, value: columnText(text) };
      const id = JSON.stringify(key);
      const known = byHeader.get(id) ?? { key, of: [] };
      byHeader.set(id, known);
      known.of.push(record);
      rows.push({ ...key, record_id: record.id });
    }
  }
  for (const part of parts(rows, ROWS)) await tables.insertInto('record_headers').values(part).execute();
  const sums = inOrder(byHeader).flatMap(({ key, of }) =>
    rollUp(of).map((sum): HeaderRollupsTable => Object.assign(sum, key)),
  );
  for (const part of parts(sums, ROWS)) {
    await tables
      .insertInto('header_rollups')
      .values(part)
      .onConflict((conflict) => conflict.columns(KEY).doUpdateSet(ADDED))
      .execute();
  }
}

/** True for the records with a header. */
export function hasHeader({ name, value }: HeaderFilter): Expression<SqlBool> {
  const equal = value === undefined ? sql`` : sql` and value = ${columnText(value)}`;
  return sql<boolean>`exists (select 1 from record_headers where record_id = records.id and name = ${name}${equal})`;
}
