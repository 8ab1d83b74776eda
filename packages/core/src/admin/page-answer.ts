/** A page of a list as JSON, or a table of many pages. */
import { jsonAnswer } from '../relay/answer.ts';
import type { RawResponse } from '../wire/raw.ts';
import { csvLine } from './csv.ts';
import { DATA, tableAnswer } from './data-answer.ts';
import { pagesAsBytes, type Page, type Table } from './export.ts';
import type { ListForm } from './list-parameters.ts';
import { lineOf } from './record-table.ts';

/** Items of a table that are fetched at once. */
const PAGE = 500;

/** A list: where its items come from, and how they are written. */
export interface List<Item> extends ListForm {
  /** What the list is called in JSON, and the file of a table. */
  readonly name: string;
  /** The columns of a table, by the fields of what `row` or `json` makes of an item. */
  readonly columns: readonly string[];
  json(item: Item): object;
  /** What an item is in a line of CSV, where that is something else. */
  row?(item: Item): object;
  /** A page of no more than `limit` items; the first one if there is no cursor. */
  page(limit: number, cursor?: string): Promise<Page<Item>>;
  /** Hears why a table broke off. */
  failed(error: unknown): void;
}

/** Answers with a list. A store that fails at once rejects: the first page is fetched before the head of the answer. */
export async function answerList<Item>(list: List<Item>): Promise<RawResponse> {
  const { name, count, format, failed } = list;
  if (format === 'json') {
    const { items, next } = await list.page(count);
    return jsonAnswer(200, { [name]: items.map((item) => list.json(item)), next }, DATA);
  }
  const bytes = pagesAsBytes(await list.page(Math.min(PAGE, count)), {
    table: tableOf(list, format),
    count,
    next: (cursor, left) => list.page(Math.min(PAGE, left), cursor),
    failed,
  });
  return tableAnswer(format, name, bytes);
}

function tableOf<Item>({ columns, json, row = json }: List<Item>, format: 'jsonl' | 'csv'): Table<Item> {
  if (format === 'csv')
    return {
      head: csvLine(columns),
      rows: (items) => items.map((item) => lineOf(row(item), columns)).join(''),
    };
  return { head: '', rows: (items) => items.map((item) => `${JSON.stringify(json(item))}\n`).join('') };
}
