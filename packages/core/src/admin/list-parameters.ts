/** What the questions for lists have in common: a span of time, how much of it, and how it is written. */
import type { Mistake, Refusal } from '../errors.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { acceptedFormat, type AnswerFormat } from './answer-format.ts';
import {
  integer,
  mistake,
  oneOf,
  reading,
  readParameters,
  refuseMistakes,
  text,
  type Query,
  type Read,
  type Values,
} from './parameters.ts';
import { parseTime } from './time.ts';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 1_000;
/** Lines of a table, if nothing is said: as many as an export of spec/aperture.md 7.7 has at most. */
export const DEFAULT_MAX = 10_000;
export const MAX_MAX = 1_000_000;

const TIME_SCHEMA = {
  type: 'string',
  description: 'RFC 3339, a date, milliseconds since the epoch, or so long ago: `-24h`.',
};
const time = reading<number>(
  TIME_SCHEMA,
  (text) =>
    parseTime(text, Date.now()) ?? {
      wrong:
        'must be a time such as 2026-11-24T10:00:00Z, milliseconds since the epoch, or so long ago: -24h',
    },
);
/** What something is called. */
export const name: Read<string> = text(200);

/** From when until when. */
export const SPAN: { readonly from: Read<number>; readonly to: Read<number> } = { from: time, to: time };

/** How much, and in what form. */
export const PAGES: {
  readonly limit: Read<number>;
  readonly max: Read<number>;
  readonly cursor: Read<string>;
  readonly format: Read<AnswerFormat>;
} = {
  limit: integer(1, MAX_LIMIT),
  max: integer(1, MAX_MAX),
  cursor: text(500),
  format: oneOf<AnswerFormat>('json', 'jsonl', 'csv'),
};

/** How a list is answered. */
export interface ListForm {
  /** Items to answer with at most: on a page, or in the whole of a table. */
  readonly count: number;
  readonly format: AnswerFormat;
}

/** The parameters that every list has. */
type ListQuery = typeof SPAN & typeof PAGES & { readonly q: Read<string> };

/** The question for a list: which of its items, and how it is answered. */
export interface ListAsked<Known extends Query & ListQuery> extends ListForm {
  readonly filter: Omit<Values<Known>, 'q' | 'limit' | 'max' | 'format'> & { readonly text?: string };
}

/** Reads the query of a list. */
export function listAsked<Known extends Query & ListQuery>(
  query: string,
  headers: HeaderList,
  known: Known,
): ListAsked<Known> | Refusal {
  const { values, mistakes } = readParameters(query, known);
  const common = values as Values<ListQuery>;
  const { count, format, mistakes: contradictions } = listForm(common, headers);
  const all = [...mistakes, ...mistakesInSpan(common), ...contradictions];
  if (all.length > 0) return refuseMistakes(all);
  const { q: _q, limit: _limit, max: _max, format: _format, ...filter } = values;
  const text = common.q;
  return { filter: { ...filter, ...(text !== undefined && { text }) }, count, format };
}

/** What the values of {@link PAGES} come to. */
function listForm(
  values: Values<Omit<typeof PAGES, 'cursor'>>,
  headers: HeaderList,
): ListForm & { readonly mistakes: readonly Mistake[] } {
  const { limit, max, format = acceptedFormat(headers, ['json', 'jsonl', 'csv']) } = values;
  const mistakes: Mistake[] = [];
  if (max !== undefined) {
    if (format === 'json')
      mistakes.push(mistake('max', 'is for jsonl and csv; a page has a "limit"', String(max)));
    else if (limit !== undefined) mistakes.push(mistake('max', 'and "limit" both say how many', String(max)));
  }
  return { count: max ?? limit ?? (format === 'json' ? DEFAULT_LIMIT : DEFAULT_MAX), format, mistakes };
}

const HOUR = 3_600_000;

/** The whole hours that a span lies in: sums are kept by the hour. */
export function wholeHours({ from, to }: { readonly from?: number; readonly to?: number }): {
  readonly from?: number;
  readonly to?: number;
} {
  return {
    ...(from !== undefined && { from: Math.floor(from / HOUR) * HOUR }),
    ...(to !== undefined && { to: Math.ceil(to / HOUR) * HOUR }),
  };
}

/** A span that ends before it begins. */
export function mistakesInSpan({ from, to }: { readonly from?: number; readonly to?: number }): Mistake[] {
  return from !== undefined && to !== undefined && from >= to
    ? [mistake('to', 'must be later than "from"', new Date(to).toISOString())]
    : [];
}
