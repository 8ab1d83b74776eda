/**
 * A store for tests that keeps everything and finds it again, as the port says and in the plainest way: what other stores
 * do is compared with it. Cursors are no ids here, so that nobody takes them for such.
 */
import { GatewayError } from '../errors.ts';
import type { CallRecord } from '../record/record.ts';
import type { Entry, RecordFilter, RecordPage, RecordQuery, RecordStore } from '../ports/record-store.ts';
import type { Totals, UsageKey, UsageQuery, UsageRow } from '../ports/roll-ups.ts';
import { USAGE_NAMES, type Usage } from '../record/usage.ts';
import { toolsOf } from './memory-tools.ts';
import { sessionsOf } from './memory-sessions.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A store, and what it holds. */
export interface MemoryStore extends RecordStore {
  /** In the order of their arrival. */
  readonly entries: Entry[];
}

export function memoryStore(...first: Entry[]): MemoryStore {
  const entries = [...first];
  const newestFirst = (): CallRecord[] =>
    entries.map(({ record }) => record).sort((one, other) => (one.id < other.id ? 1 : -1));
  return {
    entries,
    add(entry) {
      // What was written already may be written again.
      if (!entries.some(({ record }) => record.id === entry.record.id)) entries.push(entry);
    },
    find: async (query) => pageOf(newestFirst(), query),
    get: async (id) => entries.find(({ record }) => record.id === id) ?? null,
    sessions: async (query) => sessionsOf(newestFirst(), query),
    tools: async (query) =>
      toolsOf(
        entries.map(({ record }) => record),
        query,
      ),
    usage: async (query) => sumsOf(newestFirst(), query),
    stats: () => ({
      queued: 0,
      written: entries.length,
      droppedRecords: 0,
      droppedCaptures: 0,
      failing: null,
    }),
    flush: async () => {},
    close: async () => {},
  };
}

function pageOf(records: readonly CallRecord[], { limit, cursor, ...filter }: RecordQuery): RecordPage {
  const before = cursor === undefined ? null : readCursor(cursor);
  const found = records.filter((record) => fits(record, filter) && (before === null || record.id < before));
  const page = found.slice(0, limit);
  return { records: page, next: found.length > limit ? `after:${page.at(-1)!.id}` : null };
}

const CURSOR = /^after:([0-9a-f-]{36})$/;

function readCursor(cursor: string): string {
  const id = CURSOR.exec(cursor)?.[1];
  if (id === undefined) throw new GatewayError('validation_failed', 'is none that a page ended with');
  return id;
}

function fits(record: CallRecord, filter: RecordFilter): boolean {
  const {
    from = 0,
    to = Infinity,
    user,
    model,
    provider,
    client,
    status,
    outcome,
    session,
    text,
    header,
  } = filter;
  const value = header && record.headers?.[header.name];
  const { identity, error } = record;
  const words = [identity?.login, record.model, record.modelAsked, record.provider, record.session];
  return (
    record.time >= from &&
    record.time < to &&
    (user === undefined || identity?.login === user) &&
    (model === undefined || record.model === model || record.modelAsked === model) &&
    (provider === undefined || record.provider === provider) &&
    (client === undefined || record.client.name === client) &&
    (status === undefined || record.status === status) &&
    (outcome === undefined || record.outcome === outcome) &&
    (session === undefined || record.session === session) &&
    (!header || (value !== undefined && (header.value === undefined || header.value === value))) &&
    (text === undefined ||
      [...words, record.path, error].some((word) => word?.toLowerCase().includes(text.toLowerCase())))
  );
}

function sumsOf(records: readonly CallRecord[], { by, from = 0, to = Infinity, ...filter }: UsageQuery) {
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
