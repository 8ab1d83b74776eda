/** What records, and what sums, a query asks for. */
import type { Mistake, Refusal } from '../errors.ts';
import type { Outcome } from '../record/outcome.ts';
import type { RecordFilter, RecordQuery, UsageKey, UsageQuery } from '../record/store.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { acceptedFormat, type AnswerFormat } from './answer-format.ts';
import {
  integer,
  mistake,
  oneOf,
  readParameters,
  refuseMistakes,
  someOf,
  text,
  type Read,
} from './parameters.ts';
import type { LiveFilter } from './live/matches.ts';
import { isRecordId } from '../record/record-id.ts';
import { parseTime } from './time.ts';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 1_000;
/** Records of a table, if nothing is said: as many as an export of spec/aperture.md 7.7 has at most. */
export const DEFAULT_MAX = 10_000;
export const MAX_MAX = 1_000_000;

const time: Read<number> = (text) =>
  parseTime(text, Date.now()) ?? {
    wrong: 'must be a time such as 2026-11-24T10:00:00Z, milliseconds since the epoch, or so long ago: -24h',
  };
const name = text(200);
const recordIdText: Read<string> = (text) =>
  isRecordId(text) ? text : { wrong: 'must be the id of a record' };

const OUTCOMES: Readonly<Record<Outcome, true>> = {
  completed: true,
  client_closed: true,
  upstream_truncated: true,
  upstream_error: true,
  timed_out: true,
  refused: true,
};

const SHARED = { from: time, to: time, user: name, model: name, provider: name, client: name };
const LIST = {
  ...SHARED,
  status: integer(100, 599),
  outcome: oneOf(...(Object.keys(OUTCOMES) as Outcome[])),
  session: name,
  q: name,
  limit: integer(1, MAX_LIMIT),
  max: integer(1, MAX_MAX),
  cursor: text(500),
  format: oneOf<AnswerFormat>('json', 'jsonl', 'csv'),
};
const LIVE = {
  user: name,
  model: name,
  provider: name,
  client: name,
  status: LIST.status,
  outcome: LIST.outcome,
  session: name,
  q: name,
  after: recordIdText,
};
const SUMS = {
  ...SHARED,
  by: someOf<UsageKey>('user', 'model', 'provider', 'client', 'outcome', 'hour', 'day'),
  format: oneOf('json', 'csv'),
};

/** The question of `GET /aperture/records`. */
export interface RecordsAsked {
  readonly filter: RecordFilter & Pick<RecordQuery, 'cursor'>;
  /** Records to answer with at most: on a page, or in the whole of a table. */
  readonly count: number;
  readonly format: AnswerFormat;
}

/** Reads the query of `GET /aperture/records`. */
export function recordsAsked(query: string, headers: HeaderList): RecordsAsked | Refusal {
  const { values, mistakes } = readParameters(query, LIST);
  const { q, limit, max, format = acceptedFormat(headers, ['json', 'jsonl', 'csv']), ...filter } = values;
  const all = [...mistakes, ...mistakesInSpan(values)];
  if (max !== undefined) {
    if (format === 'json')
      all.push(mistake('max', 'is for jsonl and csv; a page has a "limit"', String(max)));
    else if (limit !== undefined) all.push(mistake('max', 'and "limit" both say how many', String(max)));
  }
  if (all.length > 0) return refuseMistakes(all);
  return {
    filter: { ...filter, ...(q !== undefined && { text: q }) },
    count: max ?? limit ?? (format === 'json' ? DEFAULT_LIMIT : DEFAULT_MAX),
    format,
  };
}

/** The question of `GET /aperture/live`. */
export interface LiveAsked {
  readonly filter: LiveFilter;
  /** The record to go on behind; null to begin with what comes. */
  readonly after: string | null;
}

/** Reads the query of `GET /aperture/live`, and where a client that comes back left off. */
export function liveAsked(query: string, headers: HeaderList): LiveAsked | Refusal {
  const { values, mistakes } = readParameters(query, LIVE);
  if (mistakes.length > 0) return refuseMistakes(mistakes);
  const { q, after, ...filter } = values;
  // What the browser says is later than what stands in the page's URL.
  const last = headerValue(headers, 'last-event-id') ?? '';
  return {
    filter: { ...filter, ...(q !== undefined && { text: q }) },
    after: isRecordId(last) ? last : (after ?? null),
  };
}

/** The question of `GET /aperture/usage`. */
export interface UsageAsked {
  readonly query: UsageQuery;
  readonly format: Exclude<AnswerFormat, 'jsonl'>;
}

const HOUR = 3_600_000;

/** Reads the query of `GET /aperture/usage`. Sums are kept by the hour: what is asked for grows to whole hours. */
export function usageAsked(query: string, headers: HeaderList): UsageAsked | Refusal {
  const { values, mistakes } = readParameters(query, SUMS);
  const all = [...mistakes, ...mistakesInSpan(values)];
  if (all.length > 0) return refuseMistakes(all);
  const { by = [], format, from, to, ...filter } = values;
  return {
    query: {
      by,
      ...filter,
      ...(from !== undefined && { from: Math.floor(from / HOUR) * HOUR }),
      ...(to !== undefined && { to: Math.ceil(to / HOUR) * HOUR }),
    },
    format: format ?? (acceptedFormat(headers, ['json', 'csv']) === 'csv' ? 'csv' : 'json'),
  };
}

/** Reads the query of a path that takes none. */
export function nothingAsked(query: string): Refusal | null {
  const { mistakes } = readParameters(query, {});
  return mistakes.length > 0 ? refuseMistakes(mistakes) : null;
}

function mistakesInSpan({ from, to }: { readonly from?: number; readonly to?: number }): Mistake[] {
  return from !== undefined && to !== undefined && from >= to
    ? [mistake('to', 'must be later than "from"', new Date(to).toISOString())]
    : [];
}
