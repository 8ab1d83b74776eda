/** `GET /aperture/records`: a page of records, or a table of many. */
import { isRefusal, type Refusal } from '../errors.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { RawResponse } from '../wire/raw.ts';
import { tableAnswer, DATA } from './data-answer.ts';
import { pagesAsBytes } from './export.ts';
import { logUnreadable } from './from-store.ts';
import type { Question } from './question.ts';
import { recordJson } from './record-json.ts';
import { recordsAsked } from './record-parameters.ts';
import { tableOf } from './record-table.ts';
import type { StoreReader } from './store-reader.ts';
import { noteLook, whose } from './whose.ts';

/** Records of a table that are fetched at once. */
const PAGE = 500;

export async function listRecords(question: Question, store: StoreReader): Promise<RawResponse | Refusal> {
  const asked = recordsAsked(question.query, question.headers);
  if (isRefusal(asked)) return asked;
  const { count, format } = asked;
  const owner = whose(question.by, asked.filter.user);
  if (isRefusal(owner)) return owner;
  noteLook(question, { what: 'records', whose: owner.user ?? null });
  const filter = { ...asked.filter, ...owner };
  if (format === 'json') {
    const { records, next } = await store.find({ ...filter, limit: count });
    return jsonAnswer(200, { records: records.map(recordJson), next }, DATA);
  }
  // The first page before the head of the answer: a store that fails at once can still be told of.
  const first = await store.find({ ...filter, limit: Math.min(PAGE, count) });
  const rest = pagesAsBytes(first, {
    table: tableOf(format),
    count,
    next: (cursor, left) => store.find({ ...filter, cursor, limit: Math.min(PAGE, left) }),
    failed: (error) => logUnreadable(question.running.logger, error),
  });
  return tableAnswer(format, 'records', rest);
}
