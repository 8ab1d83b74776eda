/** Sessions of a store for tests, made anew from the records with each question. */
import { GatewayError } from '../errors.ts';
import type { CallRecord } from '../record/record.ts';
import {
  MAX_SEEN,
  type Session,
  type SessionFilter,
  type SessionPage,
  type SessionQuery,
} from '../ports/sessions.ts';
import { totalOf } from './memory-sums.ts';

export function sessionsOf(
  records: readonly CallRecord[],
  { limit, cursor, ...filter }: SessionQuery,
): SessionPage {
  const groups = new Map<string, CallRecord[]>();
  for (const record of records) {
    const key = JSON.stringify([record.identity?.login ?? '', record.session]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  const all = [...groups.values()]
    .filter((calls) => fits(calls, filter))
    .map((calls) => ({ session: sessionOf(calls), place: placeOf(calls) }))
    .sort((one, other) => (one.place < other.place ? 1 : -1));
  const before = cursor === undefined ? null : readCursor(cursor);
  const found = all.filter(({ place }) => before === null || place < before);
  const page = found.slice(0, limit);
  return {
    sessions: page.map(({ session }) => session),
    next: found.length > limit ? `after:${page.at(-1)!.place}` : null,
  };
}

const CURSOR = /^after:(\d{15} [0-9a-f-]{36})$/;

function readCursor(cursor: string): string {
  const place = CURSOR.exec(cursor)?.[1];
  if (place === undefined) throw new GatewayError('validation_failed', 'is none that a page ended with');
  return place;
}

function earliest(calls: readonly CallRecord[]): CallRecord {
  return calls.reduce((first, call) => (call.id < first.id ? call : first));
}

/** Sorts by the last call, and those of one moment by their first record. */
function placeOf(calls: readonly CallRecord[]): string {
  const last = Math.max(...calls.map(({ time }) => time));
  return `${String(last).padStart(15, '0')} ${earliest(calls).id}`;
}

function fits(calls: readonly CallRecord[], filter: SessionFilter): boolean {
  const { from = 0, to = Infinity, user, model, provider, client, failed, text } = filter;
  const session = sessionOf(calls);
  const served = calls.filter((call) => call.model !== null || call.provider !== null);
  const names = served.map((call) => `${call.provider ?? ''}/${call.model ?? ''}`);
  const words = [session.user, session.id, session.client, ...names];
  return (
    session.last >= from &&
    session.first < to &&
    (user === undefined || session.user === user) &&
    (client === undefined || session.client === client) &&
    (filter.session === undefined || session.id === filter.session) &&
    (failed === undefined || session.failed > 0 === failed) &&
    ((model === undefined && provider === undefined) ||
      served.some(
        (call) =>
          (provider === undefined || (call.provider ?? '') === provider) &&
          (model === undefined ||
            (call.model ?? '') === model ||
            (call.provider && `${call.provider}/${call.model ?? ''}` === model)),
      )) &&
    (text === undefined || words.some((word) => word.toLowerCase().includes(text.toLowerCase())))
  );
}

function sessionOf(calls: readonly CallRecord[]): Session {
  const { session, identity, client } = earliest(calls);
  const seen = (of: (call: CallRecord) => string | null): string[] =>
    [...new Set(calls.flatMap((call) => of(call) ?? []))].sort().slice(0, MAX_SEEN);
  return {
    id: session,
    user: identity?.login ?? '',
    client: client.name,
    models: seen(({ model }) => model),
    providers: seen(({ provider }) => provider),
    first: Math.min(...calls.map(({ time }) => time)),
    last: Math.max(...calls.map(({ time }) => time)),
    toolCalls: calls.reduce((sum, { answer }) => sum + (answer?.toolCalls.count ?? 0), 0),
    ...totalOf(calls),
  };
}
