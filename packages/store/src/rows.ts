/** Records as rows, and rows as records. */
import type { CallRecord, Entry, Usage } from '@aperturejs/core';
import type { Insertable } from 'kysely';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  USAGE_COLUMNS,
  type CapturesTable,
  type RecordsTable,
  type RollupKey,
  type RollupsTable,
  type UsageColumn,
} from './schema.ts';

const HOUR = 3_600_000;

/** The row of a record. */
export function recordRow(record: CallRecord): Insertable<RecordsTable> {
  const user = record.identity?.login ?? '';
  const model = record.model ?? '';
  const modelAsked = record.modelAsked ?? '';
  const provider = record.provider ?? '';
  const words = [user, model, modelAsked, provider, record.session, record.path, record.error ?? ''];
  return {
    id: record.id,
    time: record.time,
    user,
    client: record.client.name,
    model,
    model_asked: modelAsked,
    provider,
    status: record.status,
    outcome: record.outcome,
    session: record.session,
    words: words.join('\n').toLowerCase(),
    record: JSON.stringify(record),
  };
}

/** The record of a row. */
export function recordOf({ record }: Pick<RecordsTable, 'record'>): CallRecord {
  return JSON.parse(record) as CallRecord;
}

/** The row of a capture; null if there is none. */
export function captureRow({ record, capture }: Entry): CapturesTable | null {
  if (!capture) return null;
  const content = gzipSync(JSON.stringify(capture), { level: 3 });
  return { record_id: record.id, time: record.time, bytes: content.length, content };
}

/** The capture of a row. */
export function captureOf({ content }: Pick<CapturesTable, 'content'>): Entry['capture'] {
  return JSON.parse(gunzipSync(content).toString()) as Entry['capture'];
}

/** Sums over records by hour and key. */
export function rollUp(records: readonly CallRecord[]): RollupsTable[] {
  const sums = new Map<string, RollupsTable>();
  for (const record of records) {
    const key = keyOf(record);
    const name = JSON.stringify(key);
    const sum = sums.get(name) ?? emptySum(key);
    sums.set(name, sum);
    sum.requests += 1;
    sum.duration += record.timings.total;
    if (record.outcome !== 'completed') sum.failed += 1;
    if (record.cost) sum.nano_dollars += record.cost.nanoDollars;
    else if (record.usage) sum.unpriced += 1;
    for (const [field, column] of usageColumns()) sum[column] += record.usage?.[field] ?? 0;
  }
  return [...sums.values()];
}

export function usageColumns(): [keyof Usage, UsageColumn][] {
  return Object.entries(USAGE_COLUMNS) as [keyof Usage, UsageColumn][];
}

function keyOf({ time, identity, model, provider, client, outcome }: CallRecord): RollupKey {
  return {
    hour: Math.floor(time / HOUR) * HOUR,
    user: identity?.login ?? '',
    model: model ?? '',
    provider: provider ?? '',
    client: client.name,
    outcome,
  };
}

function emptySum(key: RollupKey): RollupsTable {
  const usage = Object.fromEntries(usageColumns().map(([, column]) => [column, 0]));
  return {
    ...key,
    requests: 0,
    failed: 0,
    nano_dollars: 0,
    unpriced: 0,
    duration: 0,
    ...usage,
  } as RollupsTable;
}
