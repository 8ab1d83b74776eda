/** `GET /aperture/tools`: which tools models called, and how often. */
import { isRefusal, type Refusal } from '../errors.ts';
import type { ToolKey, ToolQuery, ToolRow } from '../ports/roll-ups.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { RawResponse } from '../wire/raw.ts';
import { acceptedFormat, type AnswerFormat } from './answer-format.ts';
import { csvLine } from './csv.ts';
import { DATA, tableAnswer } from './data-answer.ts';
import { mistakesInSpan, name, SPAN, wholeHours } from './list-parameters.ts';
import { oneOf, readParameters, refuseMistakes, someOf, type Query } from './parameters.ts';
import type { Question } from './question.ts';
import { lineOf } from './record-table.ts';
import type { StoreReader } from './store-reader.ts';
import { timeJson } from './time.ts';
import { inOrder } from './usage.ts';
import { noteLook, whose } from './whose.ts';

const KNOWN = {
  ...SPAN,
  by: someOf<ToolKey>('tool', 'user', 'model', 'client', 'hour', 'day'),
  user: name,
  model: name,
  client: name,
  tool: name,
  format: oneOf<AnswerFormat>('json', 'jsonl', 'csv'),
};
/** For the API's document. */
export const TOOLS_QUERY: Query = KNOWN;

const encoder = new TextEncoder();

export async function sumTools(question: Question, store: StoreReader): Promise<RawResponse | Refusal> {
  const asked = toolsAsked(question.query, question.headers);
  if (isRefusal(asked)) return asked;
  const { query, format } = asked;
  const owner = whose(question.by, query.user);
  if (isRefusal(owner)) return owner;
  noteLook(question, { what: 'tools', whose: owner.user ?? null });
  const rows = inOrder(await store.tools({ ...query, ...owner }), query.by).map(rowJson);
  if (format === 'json') {
    const { from, to } = query;
    return jsonAnswer(200, { rows, from: timeJson(from), to: timeJson(to) }, DATA);
  }
  const columns = [...query.by.map((key) => `key.${key}`), 'calls', 'requests'];
  const lines =
    format === 'csv'
      ? [csvLine(columns), ...rows.map((row) => lineOf(row, columns))]
      : rows.map((row) => `${JSON.stringify(row)}\n`);
  return tableAnswer(format, 'tools', encoder.encode(lines.join('')));
}

interface ToolsAsked {
  readonly query: ToolQuery;
  readonly format: AnswerFormat;
}

/** Sums are kept by the hour: what is asked for grows to whole hours. */
function toolsAsked(query: string, headers: HeaderList): ToolsAsked | Refusal {
  const { values, mistakes } = readParameters(query, KNOWN);
  const all = [...mistakes, ...mistakesInSpan(values)];
  if (all.length > 0) return refuseMistakes(all);
  const { by = [], format, ...filter } = values;
  return {
    query: { by, ...filter, ...wholeHours(values) },
    format: format ?? acceptedFormat(headers, ['json', 'jsonl', 'csv']),
  };
}

function rowJson({ key, calls, requests }: ToolRow): ToolRow {
  return { key, calls, requests };
}
