/** Sums of an upsert. */
import { sql, type RawBuilder } from 'kysely';

/** What an upsert sets columns to: what is there and what comes; where one of them is null, the other. */
export function added(table: string, columns: readonly string[]): Record<string, RawBuilder<number>> {
  return Object.fromEntries(columns.map((column) => [column, sumOf(table, column)]));
}

function sumOf(table: string, column: string): RawBuilder<number> {
  const [there, comes] = [sql.ref(`${table}.${column}`), sql.ref(`excluded.${column}`)];
  return sql<number>`coalesce(${there} + ${comes}, ${there}, ${comes})`;
}
