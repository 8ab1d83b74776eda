/** How an answer is written: by `format`, or else by `Accept` (RFC 9110 section 12.5.1). */
import { headerValues, type HeaderList } from '../wire/header-list.ts';

/** A way to write an answer. */
export type AnswerFormat = 'json' | 'jsonl' | 'csv';

const TYPES: Readonly<Record<string, AnswerFormat>> = {
  'application/json': 'json',
  'application/jsonl': 'jsonl',
  'application/x-ndjson': 'jsonl',
  'text/csv': 'csv',
};

/** The content type of a format. */
export const CONTENT_TYPES: Readonly<Record<AnswerFormat, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

/** The format that a client wants most of those there are, by the types it names. Whoever names none gets JSON. */
export function acceptedFormat(headers: HeaderList, offered: readonly AnswerFormat[]): AnswerFormat {
  let best: AnswerFormat = 'json';
  let weight = 0;
  for (const range of headerValues(headers, 'accept').join(',').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const format = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    if (format && offered.includes(format) && Number(q) > weight) [best, weight] = [format, Number(q)];
  }
  return best;
}
