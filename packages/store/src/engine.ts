/** Everything that is asked of the database. It knows nothing of threads: a worker holds it, and tests do. */
import type {
  Entry,
  RecordPage,
  RecordQuery,
  SessionPage,
  SessionQuery,
  UsageQuery,
  UsageRow,
} from '@aperturejs/core';
import Database from 'libsql';
import { Kysely, sql, SqliteDialect, type ExpressionBuilder, type SqlBool, type Expression } from 'kysely';
import {
  abandonExport,
  beginExport,
  exportStatus,
  finishExport,
  readExport,
  type ExportAnswers,
} from './exports.ts';
import { like } from './like.ts';
import { migrate } from './migrations.ts';
import { parts } from './parts.ts';
import { captureOf, captureRow, recordOf, recordRow, rollUp, usageColumns } from './rows.ts';
import { addToSessions, findSessions } from './sessions.ts';
import { sumsFor } from './sums.ts';
import type { RollupsTable, Tables } from './schema.ts';

/** An open database. */
export interface Engine extends ExportAnswers {
  /** Writes all of it or nothing. Entries that are there already are left alone, so it may be asked again. */
  write(entries: readonly Entry[]): Promise<void>;
  find(query: RecordQuery): Promise<RecordPage>;
  get(id: string): Promise<Entry | null>;
  sessions(query: SessionQuery): Promise<SessionPage>;
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  /**
   * Drops the oldest captures, a bounded number of them.
   *
   * @returns true if there is more to drop
   */
  prune(limits: PruneLimits): Promise<boolean>;
  close(): Promise<void>;
}

/** What is kept of captures. */
export interface PruneLimits {
  /** Captures of calls before this, in milliseconds since the epoch, go; null for none. */
  readonly before: number | null;
  /** Captures may have so many bytes in all, compressed. */
  readonly maxBytes: number;
}

/** Captures that one step of pruning drops at most: a write never waits longer than for these. */
const PRUNE_STEP = 200;

/**
 * Opens a SQLite file, which is made if it is not there.
 *
 * @param path of the file, or `:memory:`
 */
export async function openEngine(path: string): Promise<Engine> {
  const sqlite = new Database(path);
  // First of all: the others wait for a lock as well.
  sqlite.pragma('busy_timeout = 5000');
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  // Its types are those of better-sqlite3, but for what Kysely does not use.
  const database = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: sqlite as never }),
  });
  await migrate(database);
  return {
    write: (entries) => write(database, entries),
    find: (query) => find(database, query),
    get: (id) => get(database, id),
    sessions: (query) => findSessions(database, query),
    usage: (query) => sumsFor(database, query),
    prune: (limits) => prune(database, limits),
    beginExport: (request) => beginExport(database, request),
    readExport: (query) => readExport(database, query),
    finishExport: (finished) => finishExport(database, finished),
    abandonExport: (ticket) => abandonExport(database, ticket),
    exportStatus: () => exportStatus(database),
    close: () => database.destroy(),
  };
}

async function write(database: Kysely<Tables>, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  await database.transaction().execute(async (tables) => {
    const added = new Set<string>();
    // SQLite binds at most 32,766 values in a statement.
    for (const part of parts(entries, 1_000)) {
      const rows = await tables
        .insertInto('records')
        .values(part.map(({ record }) => recordRow(record)))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .execute();
      for (const { id } of rows) added.add(id);
    }
    const fresh = entries.filter(({ record }) => added.has(record.id));
    const records = fresh.map(({ record }) => record);
    const captures = fresh.flatMap((entry) => captureRow(entry) ?? []);
    for (const part of parts(captures, 1_000)) await tables.insertInto('captures').values(part).execute();
    for (const part of parts(rollUp(records), 1_000)) {
      await tables
        .insertInto('rollups')
        .values(part)
        .onConflict((conflict) =>
          conflict
            .columns(['hour', 'user', 'model', 'provider', 'client', 'outcome'])
            .doUpdateSet(({ ref }) =>
              Object.fromEntries(
                SUMS.map((sum) => [sum, sql`${ref(`rollups.${sum}`)} + ${ref(`excluded.${sum}`)}`]),
              ),
            ),
        )
        .execute();
    }
    await addToSessions(tables, records);
  });
}

const SUMS: readonly Exclude<
  keyof RollupsTable,
  'hour' | 'user' | 'model' | 'provider' | 'client' | 'outcome'
>[] = [
  'requests',
  'failed',
  'nano_dollars',
  'unpriced',
  'duration',
  ...usageColumns().map(([, column]) => column),
];

async function find(database: Kysely<Tables>, query: RecordQuery): Promise<RecordPage> {
  const rows = await database
    .selectFrom('records')
    .select(['id', 'record'])
    .where((eb) => eb.and(conditions(eb, query)))
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  return { records: page.map(recordOf), next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null };
}

function conditions(eb: ExpressionBuilder<Tables, 'records'>, query: RecordQuery): Expression<SqlBool>[] {
  const equal = (['user', 'provider', 'client', 'status', 'outcome', 'session'] as const).flatMap((column) =>
    query[column] === undefined ? [] : [eb(column, '=', query[column] as never)],
  );
  const { from, to, model, text, cursor } = query;
  return [
    ...equal,
    ...(model === undefined ? [] : [eb.or([eb('model', '=', model), eb('model_asked', '=', model)])]),
    ...(from === undefined ? [] : [eb('time', '>=', from)]),
    ...(to === undefined ? [] : [eb('time', '<', to)]),
    ...(text === undefined ? [] : [like(sql.ref('words'), text)]),
    ...(cursor === undefined ? [] : [eb('id', '<', cursor)]),
  ];
}

async function get(database: Kysely<Tables>, id: string): Promise<Entry | null> {
  const row = await database.selectFrom('records').select('record').where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const kept = await database
    .selectFrom('captures')
    .select('content')
    .where('record_id', '=', id)
    .executeTakeFirst();
  return { record: recordOf(row), capture: kept ? captureOf(kept) : null };
}

async function prune(database: Kysely<Tables>, { before, maxBytes }: PruneLimits): Promise<boolean> {
  const oldest = await database
    .selectFrom('captures')
    .select(['record_id', 'time', 'bytes'])
    .orderBy('record_id')
    .limit(PRUNE_STEP)
    .execute();
  const { total } = await database
    .selectFrom('captures')
    .select(({ fn }) => fn.coalesce(fn.sum<number>('bytes'), sql<number>`0`).as('total'))
    .executeTakeFirstOrThrow();
  let surplus = Number(total) - maxBytes;
  const gone: string[] = [];
  for (const { record_id, time, bytes } of oldest) {
    if (surplus <= 0 && (before === null || time >= before)) break;
    surplus -= bytes;
    gone.push(record_id);
  }
  if (gone.length > 0) await database.deleteFrom('captures').where('record_id', 'in', gone).execute();
  return gone.length === PRUNE_STEP;
}
