/** A page of a list as JSON, or a table of many pages. */
import type { Logger } from '../ports/logger.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { RawResponse } from '../wire/raw.ts';
import { csvLine } from './csv.ts';
import { DATA, tableAnswer } from './data-answer.ts';
import { pagesAsBytes, type Page, type Table } from './export.ts';
import { logUnreadable } from './from-store.ts';
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
  /** A page of no more than `limit` items; without a cursor the one that was asked for. */
  page(part: { readonly limit: number; readonly cursor?: string }): Promise<Page<Item>>;
  /** Hears why a table broke off. */
  readonly logger: Logger;
}

/** Answers with a list. A store that fails at once rejects: the first page is fetched before the head of the answer. */
export async function answerList<Item>(list: List<Item>): Promise<RawResponse> {
  const { name, count, format, logger } = list;
  if (format === 'json') {
    const { items, next } = await list.page({ limit: count });
    return jsonAnswer(200, { [name]: items.map((item) => list.json(item)), next }, DATA);
  }
  const bytes = pagesAsBytes(await list.page({ limit: Math.min(PAGE, count) }), {
    table: tableOf(list, format),
    count,
    next: (cursor, left) => list.page({ limit: Math.min(PAGE, left), cursor }),
    failed: (error) => logUnreadable(logger, error),
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
