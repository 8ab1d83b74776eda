/** Dropping what is kept no longer: a bounded number of rows at a time, so that a write never waits long. */
import type { Retention } from '@aperturejs/core';
import { sql, type Kysely, type SelectQueryBuilder, type SqlBool } from 'kysely';
import type { OpenDatabase } from '../database/kind.ts';
import type { Tables } from '../schema.ts';
import { pruneTools } from './prune-tools.ts';
import { dropTools } from './tools.ts';

/** What is kept, as of a moment. */
export interface PruneLimits {
  readonly retention: Retention;
  /** The database may take so many bytes. */
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What one step did. */
export interface Pruned {
  /** There may be more to drop. */
  readonly more: boolean;
  /** Captures that waited for their export and had to go all the same: there was no room. */
  readonly lost: number;
  /** What is left takes more than it may, and captures are none of it. */
  readonly full: boolean;
}

/** Rows that one step drops at most. */
export const PRUNE_STEP = 200;

/** Takes a step. Captures go by their age, and beyond the size the oldest of them; records stay. */
export async function prune(open: OpenDatabase, limits: PruneLimits): Promise<Pruned> {
  const { tables, kind } = open;
  const { retention, now } = limits;
  const before = retention.keep === null ? null : now - retention.keep;
  let dropped = 0;
  if (before !== null && retention.captures) {
    const old = await some(tables, retention.requireExport).where('captures.time', '<', before).execute();
    dropped = await drop(tables, old);
  }
  const tools = before !== null && retention.tools && (await pruneTools(tables, before, retention));
  const sums = before !== null && retention.tools && (await dropTools(tables, before));
  const surplus = (await kind.size(tables)) - limits.maxBytes;
  const room = surplus > 0 ? await makeRoom(tables, surplus, retention) : NOTHING_TO_DO;
  if (dropped + room.dropped > 0) open.giveBack();
  return {
    more: dropped === PRUNE_STEP || tools || sums || room.dropped === PRUNE_STEP,
    lost: room.lost,
    full: surplus > 0 && room.dropped === 0,
  };
}

const NOTHING_TO_DO = { dropped: 0, lost: 0 };

async function makeRoom(
  tables: Kysely<Tables>,
  surplus: number,
  { keep, requireExport }: Retention,
): Promise<{ readonly dropped: number; readonly lost: number }> {
  const oldest = await some(tables, false).select(isExported().as('exported')).execute();
  const gone: typeof oldest = [];
  let left = surplus;
  for (const capture of oldest) {
    if (left <= 0) break;
    left -= capture.bytes;
    gone.push(capture);
  }
  const awaited = requireExport && keep !== null;
  return {
    dropped: await drop(tables, gone),
    lost: awaited ? gone.filter(({ exported }) => !exported).length : 0,
  };
}

/** The oldest captures. */
function some(
  tables: Kysely<Tables>,
  exported: boolean,
): SelectQueryBuilder<Tables, 'captures', { record_id: string; bytes: number }> {
  const oldest = tables
    .selectFrom('captures')
    .select(['captures.record_id', 'captures.bytes'])
    .orderBy('captures.time')
    .limit(PRUNE_STEP);
  return exported ? oldest.where(isExported()) : oldest;
}

function isExported() {
  return sql<SqlBool>`exists (select 1 from records where records.id = captures.record_id and records.exported = 1)`;
}

async function drop(tables: Kysely<Tables>, captures: readonly { record_id: string }[]): Promise<number> {
  if (captures.length === 0) return 0;
  const ids = captures.map(({ record_id }) => record_id);
  await tables.deleteFrom('captures').where('record_id', 'in', ids).execute();
  return ids.length;
}
