/** What rows of sums come to, by one of their keys. */
import type { UsageRowJson } from './records.ts';

/** What calls come to together. */
export interface Total {
  readonly requests: number;
  readonly failed: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly nanoDollars: number;
  readonly unpriced: number;
}

export function totalOf(rows: readonly UsageRowJson[]): Total {
  return {
    requests: sumOf(rows, ({ requests }) => requests),
    failed: sumOf(rows, ({ failed }) => failed),
    input: sumOf(rows, ({ usage }) => usage['input_tokens'] ?? 0),
    cached: sumOf(rows, ({ usage }) => usage['cached_tokens'] ?? 0),
    output: sumOf(rows, ({ usage }) => usage['output_tokens'] ?? 0),
    nanoDollars: sumOf(rows, ({ cost }) => cost.nano_dollars),
    unpriced: sumOf(rows, ({ unpriced }) => unpriced),
  };
}

/**
 * Sums rows by name, the most first.
 *
 * @param nameOf the name that a row counts for
 * @param sum what the rows of a name come to
 * @param amount what the order goes by
 */
export function sumsBy<Row, Sum>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  sum: (name: string, rows: readonly Row[]) => Sum,
  amount: (sum: Sum) => number,
): Sum[] {
  const byName = new Map<string, Row[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const known = byName.get(name) ?? [];
    byName.set(name, known);
    known.push(row);
  }
  return Array.from(byName, ([name, of]) => ({ name, sum: sum(name, of) }))
    .sort((a, b) => amount(b.sum) - amount(a.sum) || (a.name < b.name ? -1 : 1))
    .map(({ sum }) => sum);
}

export function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

const NAMELESS = { user: 'nobody known', model: 'no model', client: 'unknown' } as const;

/** The name that a row has by a key, also if nobody told one. */
export function nameBy(key: keyof typeof NAMELESS, row: UsageRowJson): string {
  return row.key[key] || NAMELESS[key];
}

/** The tokens that went in and those that came out. */
export function tokensOf({ usage }: Pick<UsageRowJson, 'usage'>): number {
  return (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0);
}
