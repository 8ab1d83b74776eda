/** Calls of tools, by the hour: no page of them scans records. */
import type { CallRecord, ToolKey, ToolQuery, ToolRow } from '@aperturejs/core';
import type { Kysely } from 'kysely';
import { added } from '../added.ts';
import { columnText } from '../column-text.ts';
import { inOrder } from '../in-order.ts';
import { parts } from '../parts.ts';
import type { Tables, ToolRollupsTable } from '../schema.ts';
import { groupOf, keysOf, type SumRow } from './grouping.ts';

const HOUR = 3_600_000;
const ROWS = 1_000;

/** As core's: names are text that models write. */
const MAX_NAME = 100;
/** Different names of a user in an hour. What is beyond has the name {@link OTHER}. */
const MAX_NAMES = 200;
const OTHER = '(other)';
/** The row of all tools: how many requests called any cannot be told from those of each. */
const ALL = '';

/** Adds the calls of tools. Each record is given once. */
export async function addTools(tables: Kysely<Tables>, records: readonly CallRecord[]): Promise<void> {
  const called = records.filter(({ answer }) => answer !== null && answer.toolCalls.count > 0);
  if (called.length === 0) return;
  const known = await namesIn(tables, called);
  for (const part of parts(toolRows(called, known), ROWS)) {
    await tables
      .insertInto('tool_rollups')
      .values(part)
      .onConflict((conflict) =>
        conflict
          .columns(['hour', 'user', 'tool', 'model', 'client'])
          .doUpdateSet(added('tool_rollups', ['calls', 'requests'])),
      )
      .execute();
  }
}

/** Sums for a query. A time within an hour counts as its beginning: roll-ups know no finer one. */
export async function sumTools(database: Kysely<Tables>, query: ToolQuery): Promise<readonly ToolRow[]> {
  const { by, from, to, tool } = query;
  let select = database
    .selectFrom('tool_rollups')
    .select(({ fn }) => [fn.sum<number>('calls').as('calls'), fn.sum<number>('requests').as('requests')])
    .where('tool', by.includes('tool') || tool !== undefined ? '!=' : '=', ALL);
  for (const key of by) select = select.select(groupOf(key).as(`key_${key}`) as never).groupBy(groupOf(key));
  for (const column of ['user', 'model', 'client', 'tool'] as const) {
    const value = query[column];
    if (value !== undefined) select = select.where(column, '=', columnText(value));
  }
  if (from !== undefined) select = select.where('hour', '>=', Math.floor(from / HOUR) * HOUR);
  if (to !== undefined) select = select.where('hour', '<', to);
  const rows = (await select.execute()) as unknown as SumRow[];
  return rows.filter(({ requests }) => requests !== null).map((row) => rowOf(row, by));
}

/**
 * Drops what is known of tools in the oldest hour, if all of it is before a time.
 *
 * @returns true if there may be more to drop
 */
export async function dropTools(database: Kysely<Tables>, before: number): Promise<boolean> {
  const { hour } = await database
    .selectFrom('tool_rollups')
    .select(({ fn }) => fn.min<number | null>('hour').as('hour'))
    .executeTakeFirstOrThrow();
  if (hour === null || Number(hour) + HOUR > before) return false;
  await database.deleteFrom('tool_rollups').where('hour', '=', Number(hour)).execute();
  return true;
}

/** The names there are already of the hours and users of some records. */
async function namesIn(
  tables: Kysely<Tables>,
  records: readonly CallRecord[],
): Promise<Map<string, Set<string>>> {
  const places = new Map(records.map((record) => [placeOf(record), keyOf(record)]));
  const known = new Map<string, Set<string>>([...places.keys()].map((place) => [place, new Set()]));
  // A statement of a thousand alternatives is deeper than SQLite likes.
  for (const part of parts([...places.values()], 100)) {
    const rows = await tables
      .selectFrom('tool_rollups')
      .select(['hour', 'user', 'tool'])
      .distinct()
      .where(({ eb, or, and }) =>
        or(part.map(({ hour, user }) => and([eb('hour', '=', hour), eb('user', '=', user)]))),
      )
      .where('tool', 'not in', [ALL, OTHER])
      .execute();
    for (const { hour, user, tool } of rows) known.get(JSON.stringify([Number(hour), user]))?.add(tool);
  }
  return known;
}

function toolRows(records: readonly CallRecord[], known: Map<string, Set<string>>): ToolRollupsTable[] {
  const rows = new Map<string, ToolRollupsTable>();
  for (const record of records) {
    const key = keyOf(record);
    const { count, names } = record.answer?.toolCalls ?? { count: 0, names: [] };
    const taken = known.get(placeOf(record)) ?? new Set();
    const calls = new Map<string, number>([[ALL, count]]);
    for (const name of names) {
      const tool = bounded(name, taken);
      calls.set(tool, (calls.get(tool) ?? 0) + 1);
    }
    // An answer tells the first names only, and how many calls there were in all.
    const unnamed = count - names.length;
    if (unnamed > 0) calls.set(OTHER, (calls.get(OTHER) ?? 0) + unnamed);
    for (const [tool, more] of calls) {
      const name = JSON.stringify([key.hour, key.user, tool, key.model, key.client]);
      const row = rows.get(name) ?? { ...key, tool, calls: 0, requests: 0 };
      rows.set(name, row);
      row.calls += more;
      row.requests += 1;
    }
  }
  return inOrder(rows);
}

function bounded(name: string, taken: Set<string>): string {
  const tool = columnText(name.slice(0, MAX_NAME));
  if (taken.has(tool)) return tool;
  if (tool === ALL || taken.size >= MAX_NAMES) return OTHER;
  taken.add(tool);
  return tool;
}

function keyOf({
  time,
  identity,
  model,
  client,
}: CallRecord): Omit<ToolRollupsTable, 'tool' | 'calls' | 'requests'> {
  return {
    hour: Math.floor(time / HOUR) * HOUR,
    user: columnText(identity?.login ?? ''),
    model: columnText(model ?? ''),
    client: columnText(client.name),
  };
}

function placeOf(record: CallRecord): string {
  const { hour, user } = keyOf(record);
  return JSON.stringify([hour, user]);
}

function rowOf(row: SumRow, by: readonly ToolKey[]): ToolRow {
  return {
    key: keysOf(row, by),
    calls: Number(row['calls']),
    requests: Number(row['requests']),
  };
}
