/** Sums of the API by one key, and by day: who uses what, and how many do. */
import type { UsageRowJson } from '../../api/records.ts';

type Key = 'user' | 'model' | 'client';

/** What one user, model or client comes to. */
export interface Share {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  readonly tokens: number;
  readonly nanoDollars: number;
  readonly unpriced: number;
  /** How many different users there are; of a user, 1. */
  readonly users: number;
}

/**
 * Sums by a key, the most requests first.
 *
 * @param rows sums by that key and `user`
 */
export function sharesBy(key: Key, rows: readonly UsageRowJson[]): Share[] {
  const shares = new Map<string, Share>();
  const users = new Map<string, Set<string>>();
  for (const row of rows) {
    const name = row.key[key] || NAMELESS[key];
    const share = shares.get(name) ?? { ...NOTHING, name };
    const who = users.get(name) ?? new Set();
    if (row.key.user) who.add(row.key.user);
    users.set(name, who);
    shares.set(name, {
      name,
      requests: share.requests + row.requests,
      failed: share.failed + row.failed,
      tokens: share.tokens + tokensOf(row),
      nanoDollars: share.nanoDollars + row.cost.nano_dollars,
      unpriced: share.unpriced + row.unpriced,
      users: who.size,
    });
  }
  return [...shares.values()].sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1));
}

const NOTHING = { requests: 0, failed: 0, tokens: 0, nanoDollars: 0, unpriced: 0, users: 0 };
const NAMELESS: Readonly<Record<Key, string>> = {
  user: 'nobody known',
  model: 'no model',
  client: 'unknown',
};

/** Different users in each hour or day. */
export function activeUsers(
  rows: readonly UsageRowJson[],
  step: 'hour' | 'day',
): { time: string; name: string; amount: number }[] {
  const seen = new Map<string, Set<string>>();
  for (const { key } of rows) {
    const time = key[step];
    if (!time || !key.user) continue;
    const who = seen.get(time) ?? new Set();
    seen.set(time, who.add(key.user));
  }
  return Array.from(seen, ([time, who]) => ({ time, name: 'Active users', amount: who.size }));
}

export function tokensOf({ usage }: UsageRowJson): number {
  return (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0);
}
