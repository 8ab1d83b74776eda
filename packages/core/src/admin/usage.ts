/** `GET /aperture/usage`: sums over records. */
import { isRefusal, type Refusal } from '../errors.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { RawResponse } from '../wire/raw.ts';
import { DATA, tableAnswer } from './data-answer.ts';
import { refuseHeader } from './header-filter.ts';
import type { Question } from './question.ts';
import { usageAsked } from './record-parameters.ts';
import { usageTable } from './record-table.ts';
import type { StoreReader } from './store-reader.ts';
import { usageRowJson } from './sums-json.ts';
import { timeJson } from './time.ts';
import { noteLook, whose } from './whose.ts';

const encoder = new TextEncoder();

export async function sumUp(question: Question, store: StoreReader): Promise<RawResponse | Refusal> {
  const asked = usageAsked(question.query, question.headers);
  if (isRefusal(asked)) return asked;
  const { query, format } = asked;
  const owner = whose(question.by, query.user);
  if (isRefusal(owner)) return owner;
  const refused = refuseHeader(question.by, question.running, query.header);
  if (refused) return refused;
  noteLook(question, { what: 'usage', whose: owner.user ?? null });
  const rows = inOrder(await store.usage({ ...query, ...owner }), query.by);
  if (format === 'csv') return tableAnswer(format, 'usage', encoder.encode(usageTable(rows, query.by)));
  const { from, to } = query;
  return jsonAnswer(200, { rows: rows.map(usageRowJson), from: timeJson(from), to: timeJson(to) }, DATA);
}

/** Stores promise no order, and a report that changes its order from day to day cannot be compared. */
export function inOrder<Key extends string, Row extends { readonly key: { readonly [K in Key]?: string } }>(
  rows: readonly Row[],
  by: readonly Key[],
): Row[] {
  return [...rows].sort((one, other) => {
    const key = by.find((key) => one.key[key] !== other.key[key]);
    return key === undefined ? 0 : (one.key[key] ?? '') < (other.key[key] ?? '') ? -1 : 1;
  });
}
