/** Records as rows, and rows as records. */
import type { CallRecord, Entry } from '@aperturejs/core';
import type { Insertable } from 'kysely';
import { gunzipSync, gzipSync } from 'node:zlib';
import { columnText } from './column-text.ts';
import { inOrder } from './in-order.ts';
import type { CapturesTable, RecordsTable, RollupKey, RollupsTable } from './schema.ts';
import { addUsage, UNTOLD, USAGE } from './usage-columns.ts';

const HOUR = 3_600_000;

/** What roll-ups are told apart by. */
export const ROLLUP_KEY: readonly (keyof RollupKey)[] = [
  'hour',
  'user',
  'model',
  'provider',
  'client',
  'outcome',
];

/** What they sum. */
export const ROLLUP_SUMS: readonly Exclude<keyof RollupsTable, keyof RollupKey>[] = [
  'requests',
  'failed',
  'nano_dollars',
  'unpriced',
  'duration',
  ...USAGE.map(([, column]) => column),
];

/** The row of a record. */
export function recordRow(record: CallRecord): Insertable<RecordsTable> {
  const { user, client, model, provider, outcome } = keyOf(record);
  const modelAsked = columnText(record.modelAsked ?? '');
  const session = columnText(record.session);
  const words = [user, model, modelAsked, provider, session, record.path, record.error ?? ''];
  return {
    id: record.id,
    time: record.time,
    user,
    client,
    model,
    model_asked: modelAsked,
    provider,
    status: record.status,
    outcome,
    session,
    words: columnText(words.join('\n').toLowerCase()),
    record: JSON.stringify(record),
    names_tools: (record.answer?.toolCalls.names.length ?? 0) > 0 ? 1 : 0,
  };
}

/** The record of a row. */
export function recordOf({ record }: Pick<RecordsTable, 'record'>): CallRecord {
  return JSON.parse(record) as CallRecord;
}

/** Most captures are small, and less memory is sooner set up: half the time, for the same bytes. */
const COMPRESSION = { level: 3, memLevel: 5 };

/** The row of a capture; null if there is none. */
export function captureRow({ record, capture }: Entry): CapturesTable | null {
  if (!capture) return null;
  const content = gzipSync(JSON.stringify(capture), COMPRESSION);
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
    addUsage(sum, record.usage);
  }
  return inOrder(sums);
}

function keyOf({ time, identity, model, provider, client, outcome }: CallRecord): RollupKey {
  return {
    hour: Math.floor(time / HOUR) * HOUR,
    user: columnText(identity?.login ?? ''),
    model: columnText(model ?? ''),
    provider: provider ?? '',
    client: columnText(client.name),
    outcome,
  };
}

function emptySum(key: RollupKey): RollupsTable {
  return { ...key, requests: 0, failed: 0, nano_dollars: 0, unpriced: 0, duration: 0, ...UNTOLD };
}
