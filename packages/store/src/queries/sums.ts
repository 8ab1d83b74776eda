/** Sums over roll-ups: no page ever scans the records. */
import type { UsageKey, UsageQuery, UsageRow } from '@aperturejs/core';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { columnText } from '../column-text.ts';
import { ROLLUP_SUMS } from '../rows.ts';
import { toldUsage } from '../usage-columns.ts';
import type { RollupsTable, Tables } from '../schema.ts';
import { groupOf, keysOf, type SumRow } from './grouping.ts';

const HOUR = 3_600_000;

/** Sums for a query. A time within an hour counts as its beginning: roll-ups know no finer one. */
export async function sumsFor(database: Kysely<Tables>, query: UsageQuery): Promise<readonly UsageRow[]> {
  const { by, from, to, header } = query;
  let select = database
    // The same columns, and two more.
    .selectFrom((header ? 'header_rollups' : 'rollups') as 'rollups')
    .select(({ fn }) => ROLLUP_SUMS.map((column) => fn.sum<number>(column).as(column)));
  for (const key of by)
    select = select.select(expressionOf(key).as(`key_${key}`) as never).groupBy(expressionOf(key));
  for (const column of ['user', 'model', 'provider', 'client'] as const) {
    const value = query[column];
    if (value !== undefined) select = select.where(column, '=', columnText(value));
  }
  if (header) {
    select = select.where(sql.ref('name'), '=', header.name);
    if (header.value !== undefined) select = select.where(sql.ref('value'), '=', columnText(header.value));
  }
  if (from !== undefined) select = select.where('hour', '>=', Math.floor(from / HOUR) * HOUR);
  if (to !== undefined) select = select.where('hour', '<', to);
  const rows = (await select.execute()) as unknown as SumRow[];
  return rows.filter(({ requests }) => requests !== null).map((row) => rowOf(row, by));
}

function expressionOf(key: UsageKey): RawBuilder<string | number> {
  return groupOf(key === 'header' ? 'value' : key);
}

function rowOf(row: SumRow, by: readonly UsageKey[]): UsageRow {
  return {
    key: keysOf(row, by),
    requests: Number(row['requests']),
    failed: Number(row['failed']),
    usage: toldUsage(row as unknown as RollupsTable),
    nanoDollars: Number(row['nano_dollars']),
    unpriced: Number(row['unpriced']),
    duration: Number(row['duration']),
  };
}
