/** Sums of the API by one key, and by day: who uses what, and how many do. */
import type { UsageRowJson } from '../../api/records.ts';
import { nameBy, sumOf, sumsBy, tokensOf, totalOf, type Total } from '../../api/sums.ts';
import type { Amount } from '../../ui/stacked.ts';

/** What one user, model or client comes to. */
export interface Share extends Pick<Total, 'requests' | 'failed' | 'nanoDollars' | 'unpriced'> {
  readonly name: string;
  readonly tokens: number;
  /** How many different users there are; of a user, 1. */
  readonly users: number;
}

/**
 * Sums by a key, the most requests first.
 *
 * @param rows sums by that key and `user`
 */
export function sharesBy(key: 'user' | 'model' | 'client', rows: readonly UsageRowJson[]): Share[] {
  return sumsBy(
    rows,
    (row) => nameBy(key, row),
    (name, of) => {
      const { requests, failed, nanoDollars, unpriced } = totalOf(of);
      const users = new Set(of.flatMap((row) => row.key.user || [])).size;
      return { name, requests, failed, tokens: sumOf(of, tokensOf), nanoDollars, unpriced, users };
    },
    ({ requests }) => requests,
  );
}

/** Different users in each hour or day. */
export function activeUsers(rows: readonly UsageRowJson[], step: 'hour' | 'day'): Amount[] {
  const seen = new Map<string, Set<string>>();
  for (const { key } of rows) {
    const time = key[step];
    if (!time || !key.user) continue;
    const who = seen.get(time) ?? new Set();
    seen.set(time, who.add(key.user));
  }
  return Array.from(seen, ([time, who]) => ({ time, name: 'Active users', amount: who.size }));
}
