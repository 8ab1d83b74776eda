/** The parameters of a query for records or sums. */
import { didYouMean } from '../config/suggest.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { RecordQuery, UsageKey, UsageQuery } from '../record/store.ts';

/** How an answer is written. */
export type AnswerFormat = 'json' | 'jsonl' | 'csv';

const KEYS: readonly UsageKey[] = ['user', 'model', 'provider', 'client', 'outcome', 'hour', 'day'];
const MAX_TEXT = 200;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/** A value, or why it is none. */
type Read<T> = (text: string) => T | { readonly wrong: string };

const anything: Read<string> = (text) =>
  text.length <= MAX_TEXT ? text : { wrong: `is longer than ${MAX_TEXT} characters` };
const number =
  (min: number, max: number): Read<number> =>
  (text) =>
    /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max
      ? Number(text)
      : { wrong: `must be a whole number from ${min} to ${max}` };
const oneOf =
  <T extends string>(...words: readonly T[]): Read<T> =>
  (text) =>
    words.find((word) => word === text) ?? { wrong: `must be one of ${words.join(', ')}` };
const keys: Read<readonly UsageKey[]> = (text) => {
  const wanted = text === '' ? [] : text.split(',');
  const wrong = wanted.find((key) => !(KEYS as readonly string[]).includes(key));
  return wrong === undefined
    ? (wanted as UsageKey[])
    : { wrong: `must be names of ${KEYS.join(', ')}, with commas${didYouMean(wrong, KEYS)}` };
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** RFC 3339, milliseconds since the epoch, or so long ago: `-24h`. */
const time: Read<number> = (text) => {
  const [, count, unit = ''] = /^-(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return Date.now() - Number(count) * (UNITS[unit] as number);
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const at = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : NaN;
  return Number.isNaN(at) ? { wrong: 'must be a time such as 2026-11-24T10:00:00Z, or -24h' } : at;
};

const FILTERS = {
  from: time,
  to: time,
  user: anything,
  model: anything,
  provider: anything,
  client: anything,
};

/** What records are asked for. */
export type RecordsAsked = RecordQuery & { readonly format?: AnswerFormat };

/** Reads `GET /aperture/records`. */
export function recordsAsked(query: string): RecordsAsked | Refusal {
  const read = readAll(query, {
    ...FILTERS,
    status: number(100, 599),
    outcome: anything,
    session: anything,
    q: anything,
    limit: number(1, MAX_LIMIT),
    cursor: anything,
    format: oneOf('json', 'jsonl', 'csv'),
  });
  if ('code' in read) return read;
  const { q, ...rest } = read.values;
  return { limit: DEFAULT_LIMIT, ...rest, ...(q !== undefined && { text: q }) } as RecordsAsked;
}

/** What sums are asked for. */
export type UsageAsked = UsageQuery & { readonly format?: AnswerFormat };

/** Reads `GET /aperture/usage`. */
export function usageAsked(query: string): UsageAsked | Refusal {
  const read = readAll(query, { ...FILTERS, by: keys, format: oneOf('json', 'csv') });
  if ('code' in read) return read;
  return { by: ['day'], ...read.values } as UsageAsked;
}

/** Reads the parameters that are known; any other is refused: a misspelt filter would show everything. */
function readAll(
  query: string,
  known: Readonly<Record<string, Read<unknown>>>,
): { readonly values: Record<string, unknown> } | Refusal {
  const values: Record<string, unknown> = {};
  for (const [name, text] of new URLSearchParams(query)) {
    const read = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!read) {
      const names = Object.keys(known);
      return refuse(
        'invalid_request',
        `there is no parameter ${JSON.stringify(name.slice(0, 40))}${didYouMean(name, names)}`,
      );
    }
    if (name in values) return refuse('invalid_request', `the parameter "${name}" came more than once`);
    const value = read(text);
    if (isWrong(value)) return refuse('invalid_request', `the parameter "${name}" ${value.wrong}`);
    values[name] = value;
  }
  return { values };
}

function isWrong(value: unknown): value is { readonly wrong: string } {
  return typeof value === 'object' && value !== null && 'wrong' in value;
}
