/** What sums are told apart by: as expressions of a query, and as the keys of its answer. */
import { sql, type RawBuilder } from 'kysely';

const DAY = 24 * 3_600_000;

/** A row of sums, with each key as `key_…`. */
export type SumRow = Readonly<Record<string, string | number | null>>;

/** What a key groups by: its column, but for days, which are made of hours. */
export function groupOf(key: string): RawBuilder<string | number> {
  return key === 'day' ? sql`(hour / ${sql.lit(DAY)}) * ${sql.lit(DAY)}` : sql.ref(key);
}

/** The keys of a row, times as RFC 3339. */
export function keysOf<K extends string>(row: SumRow, by: readonly K[]): Partial<Record<K, string>> {
  const told = by.map((key) => {
    const value = row[`key_${key}`];
    return [key, key === 'hour' || key === 'day' ? new Date(Number(value)).toISOString() : String(value)];
  });
  return Object.fromEntries(told) as Partial<Record<K, string>>;
}
