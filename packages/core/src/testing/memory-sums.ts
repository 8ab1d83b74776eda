/** Sums in a store for tests, added up anew with each question. */
import type { Totals, UsageKey, UsageQuery, UsageRow } from '../ports/roll-ups.ts';
import type { CallRecord } from '../record/record.ts';
import { USAGE_NAMES, type Usage } from '../record/usage.ts';
import { fits } from './memory-records.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function sumsOf(
  records: readonly CallRecord[],
  { by, from = 0, to = Infinity, ...filter }: UsageQuery,
): UsageRow[] {
  const groups = new Map<string, CallRecord[]>();
  for (const record of records) {
    // The model as the provider knows it: roll-ups know no other.
    if (filter.model !== undefined && record.model !== filter.model) continue;
    const hour = Math.floor(record.time / HOUR) * HOUR;
    if (!fits(record, filter) || hour < from || hour >= to) continue;
    const key = JSON.stringify(by.map((key) => keyOf(record, key, filter.header?.name)));
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((group) => rowOf(group, by, filter.header?.name));
}

function rowOf(group: readonly CallRecord[], by: readonly UsageKey[], header?: string): UsageRow {
  return {
    key: Object.fromEntries(by.map((key) => [key, keyOf(group[0]!, key, header)])),
    ...totalOf(group),
  };
}

/** What calls come to. */
export function totalOf(group: readonly CallRecord[]): Totals {
  const sum = (of: (record: CallRecord) => number): number =>
    group.reduce((sum, record) => sum + of(record), 0);
  const usage: Usage = {};
  for (const field of Object.keys(USAGE_NAMES) as (keyof Usage)[]) {
    const told = group.flatMap((record) => record.usage?.[field] ?? []);
    if (told.length > 0) usage[field] = told.reduce((sum, count) => sum + count, 0);
  }
  return {
    requests: group.length,
    failed: group.filter(({ outcome }) => outcome !== 'completed').length,
    usage,
    nanoDollars: sum(({ cost }) => cost?.nanoDollars ?? 0),
    unpriced: group.filter(({ usage, cost }) => usage && !cost).length,
    duration: sum(({ timings }) => timings.total),
  };
}

function keyOf(
  { identity, model, provider, client, outcome, time, headers }: CallRecord,
  key: UsageKey,
  header = '',
): string {
  const started = (unit: number): string => new Date(Math.floor(time / unit) * unit).toISOString();
  return {
    user: identity?.login ?? '',
    model: model ?? '',
    provider: provider ?? '',
    client: client.name,
    outcome,
    header: headers?.[header] ?? '',
    hour: started(HOUR),
    day: started(DAY),
  }[key];
}
