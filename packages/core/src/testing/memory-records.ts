/** Records in a store for tests, looked through one by one. */
import { GatewayError } from '../errors.ts';
import type { RecordFilter, RecordPage, RecordQuery } from '../ports/records.ts';
import type { CallRecord } from '../record/record.ts';

/** @param records newest first */
export function recordsOf(
  records: readonly CallRecord[],
  { limit, cursor, ...filter }: RecordQuery,
): RecordPage {
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

/** True if a filter finds the record. */
export function fits(record: CallRecord, filter: RecordFilter): boolean {
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
