/** The calls of tools that step 8 finds in the records there are. */
import type { Kysely } from 'kysely';
import { added } from '../added.ts';
import { parts } from '../parts.ts';
import type { Tables } from '../schema.ts';
import { keptText, type StoredRecord } from './stored-records.ts';

interface ToolRow {
  readonly hour: number;
  readonly user: string;
  readonly tool: string;
  readonly model: string;
  readonly client: string;
  calls: number;
  requests: number;
}

const HOUR = 3_600_000;
const KEY = ['hour', 'user', 'tool', 'model', 'client'] as const;

const MAX_NAME = 100;
/** Different names of a user in an hour. What is beyond has the name {@link OTHER}. */
const MAX_NAMES = 200;
const OTHER = '(other)';
/** The row of all tools. */
const ALL = '';

/** Adds the calls of tools of some records. */
export async function fillTools(today: Kysely<Tables>, records: readonly StoredRecord[]): Promise<void> {
  const tables = today as unknown as Kysely<{ tool_rollups: ToolRow }>;
  const called = records.filter(({ answer }) => answer !== null && answer.toolCalls.count > 0);
  const known = await namesIn(tables, called);
  for (const part of parts(toolRows(called, known), 1_000)) {
    await tables
      .insertInto('tool_rollups')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(KEY).doUpdateSet(added('tool_rollups', ['calls', 'requests'])),
      )
      .execute();
  }
}

/** The names there are already, by the hours and users of some records. */
async function namesIn(
  tables: Kysely<{ tool_rollups: ToolRow }>,
  records: readonly StoredRecord[],
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

function toolRows(records: readonly StoredRecord[], known: Map<string, Set<string>>): ToolRow[] {
  const rows = new Map<string, ToolRow>();
  for (const record of records) {
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
      const key = { ...keyOf(record), tool };
      const name = JSON.stringify(KEY.map((column) => key[column]));
      const row = rows.get(name) ?? { ...key, calls: 0, requests: 0 };
      rows.set(name, row);
      row.calls += more;
      row.requests += 1;
    }
  }
  return [...rows.values()];
}

function bounded(name: string, taken: Set<string>): string {
  const tool = keptText(name.slice(0, MAX_NAME));
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
}: StoredRecord): Omit<ToolRow, 'tool' | 'calls' | 'requests'> {
  return {
    hour: Math.floor(time / HOUR) * HOUR,
    user: keptText(identity?.login ?? ''),
    model: keptText(model ?? ''),
    client: keptText(client.name),
  };
}

function placeOf(record: StoredRecord): string {
  const { hour, user } = keyOf(record);
  return JSON.stringify([hour, user]);
}
