/** What records, and what sums, a query asks for. */
import type { Refusal } from '../errors.ts';
import type { Outcome } from '../record/outcome.ts';
import type { RecordFilter, RecordQuery } from '../ports/records.ts';
import type { UsageKey, UsageQuery } from '../ports/roll-ups.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { acceptedFormat, type AnswerFormat } from './answer-format.ts';
import {
  listAsked,
  mistakesInSpan,
  name,
  PAGES,
  SPAN,
  wholeHours,
  type ListForm,
} from './list-parameters.ts';
import { headerFilter } from './header-filter.ts';
import {
  integer,
  mistake,
  oneOf,
  readParameters,
  refuseMistakes,
  someOf,
  type Query,
  type Read,
} from './parameters.ts';
import type { LiveFilter } from './live/matches.ts';
import { isRecordId } from '../record/record-id.ts';

const recordIdText: Read<string> = (text) =>
  isRecordId(text) ? text : { wrong: 'must be the id of a record' };

const OUTCOMES_THERE_ARE: Readonly<Record<Outcome, true>> = {
  completed: true,
  client_closed: true,
  upstream_truncated: true,
  upstream_error: true,
  timed_out: true,
  refused: true,
};
export const OUTCOMES: readonly Outcome[] = Object.keys(OUTCOMES_THERE_ARE) as Outcome[];

const SHARED = { ...SPAN, user: name, model: name, provider: name, client: name };
const LIST = {
  ...SHARED,
  status: integer(100, 599),
  outcome: oneOf(...OUTCOMES),
  session: name,
  header: headerFilter,
  q: name,
  ...PAGES,
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
  header: headerFilter,
  by: someOf<UsageKey>('user', 'model', 'provider', 'client', 'outcome', 'header', 'hour', 'day'),
  format: oneOf('json', 'csv'),
};

/** The parameters of lists, of streams and of sums, for the API's document. */
export const LIST_QUERY: Query = LIST;
export const LIVE_QUERY: Query = LIVE;
export const SUMS_QUERY: Query = SUMS;

/** The question of `GET /aperture/records`. */
export interface RecordsAsked extends ListForm {
  readonly filter: RecordFilter & Pick<RecordQuery, 'cursor'>;
}

/** Reads the query of `GET /aperture/records`. */
export function recordsAsked(query: string, headers: HeaderList): RecordsAsked | Refusal {
  return listAsked(query, headers, LIST);
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

/** Reads the query of `GET /aperture/usage`. Sums are kept by the hour: what is asked for grows to whole hours. */
export function usageAsked(query: string, headers: HeaderList): UsageAsked | Refusal {
  const { values, mistakes } = readParameters(query, SUMS);
  const all = [...mistakes, ...mistakesInSpan(values)];
  if (values.by?.includes('header') && !values.header)
    all.push(mistake('by', 'tells by "header" only with "header=NAME"', values.by.join(',')));
  if (all.length > 0) return refuseMistakes(all);
  const { by = [], format, ...filter } = values;
  return {
    query: { by, ...filter, ...wholeHours(values) },
    format: format ?? (acceptedFormat(headers, ['json', 'csv']) === 'csv' ? 'csv' : 'json'),
  };
}

/** Reads the query of a path that takes none. */
export function nothingAsked(query: string): Refusal | null {
  const { mistakes } = readParameters(query, {});
  return mistakes.length > 0 ? refuseMistakes(mistakes) : null;
}
