/** Which records were exported, and who exports. Each step is one statement, so that two gateways never take the same. */
import type { Entry, ExportLedger, ExportRequest, ExportTicket } from '@aperturejs/core';
import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { captureOf, recordOf } from '../rows.ts';
import type { Tables } from '../schema.ts';

/** What an exporter asks of the database. */
export interface ExportAnswers {
  beginExport(request: ExportRequest): Promise<ExportTicket | null>;
  readExport(query: Parameters<ExportLedger['read']>[0]): Promise<readonly Entry[]>;
  finishExport(finished: Finished): Promise<boolean>;
  abandonExport(ticket: ExportTicket): Promise<void>;
  exportStatus(): ReturnType<ExportLedger['status']>;
}

/** An export that is over. */
export interface Finished {
  readonly ticket: ExportTicket;
  readonly ids: readonly string[];
  /** It left records behind. */
  readonly more: boolean;
}

const NAME = 's3';
/** As the index has it: of a bound value, no database need know that the index fits. */
const WAITS = sql<boolean>`records.exported = 0`;
/** Compressed bytes of captures that are read at once: they cross a thread, and wait in memory for their object. */
const READ_BYTES = 1_048_576;
const READ = 200;
/** Ids in one statement. SQLite binds at most 32,766 values. */
const MARKED = 1_000;
const COUNTED = 100_000;

export async function beginExport(
  database: Kysely<Tables>,
  { now, every, lease }: ExportRequest,
): Promise<ExportTicket | null> {
  const token = randomUUID();
  const second = Math.floor(now / 1_000);
  const taken = await database
    .updateTable('exports')
    .set({
      token,
      until: now + lease,
      // A clock that was put back, or two objects within a second, must not name one object twice.
      unix: sql<number>`case when unix < ${second} then ${second} else unix + 1 end`,
    })
    .where('name', '=', NAME)
    .where('until', '<=', now)
    .where(({ eb, or }) => or([eb('more', '=', 1), eb('ended', '<=', now - every)]))
    .returning('unix')
    .executeTakeFirst();
  return taken ? { token, unix: Number(taken.unix) } : null;
}

export async function readExport(
  database: Kysely<Tables>,
  { after, count }: Parameters<ExportLedger['read']>[0],
): Promise<readonly Entry[]> {
  let waiting = database
    .selectFrom('records')
    .leftJoin('captures', 'captures.record_id', 'records.id')
    .select(['records.id', 'captures.bytes'])
    .where(WAITS);
  if (after !== null) waiting = waiting.where('records.id', '>', after);
  const sizes = await waiting.orderBy('records.id').limit(Math.min(count, READ)).execute();
  const ids: string[] = [];
  let bytes = 0;
  for (const row of sizes) {
    bytes += Number(row.bytes ?? 0);
    if (ids.length > 0 && bytes > READ_BYTES) break;
    ids.push(row.id);
  }
  if (ids.length === 0) return [];
  const rows = await database
    .selectFrom('records')
    .leftJoin('captures', 'captures.record_id', 'records.id')
    .select(['records.id', 'records.record', 'captures.content'])
    .where('records.id', 'in', ids)
    .orderBy('records.id')
    .execute();
  return rows.map(({ record, content }) => ({
    record: recordOf({ record }),
    capture: content && captureOf({ content }),
  }));
}

export async function finishExport(
  database: Kysely<Tables>,
  { ticket, ids, more }: Finished,
): Promise<boolean> {
  return database.transaction().execute(async (tables) => {
    const now = Date.now();
    const ended = await tables
      .updateTable('exports')
      .set({
        token: '',
        until: 0,
        ended: now,
        more: more ? 1 : 0,
        ...(ids.length > 0 && { exported_at: now }),
      })
      .where('name', '=', NAME)
      .where('token', '=', ticket.token)
      .returning('name')
      .executeTakeFirst();
    if (!ended) return false;
    for (let at = 0; at < ids.length; at += MARKED) {
      await tables
        .updateTable('records')
        .set({ exported: 1 })
        .where('id', 'in', ids.slice(at, at + MARKED))
        .execute();
    }
    return true;
  });
}

export async function abandonExport(database: Kysely<Tables>, { token }: ExportTicket): Promise<void> {
  await database
    .updateTable('exports')
    .set({ token: '', until: 0 })
    .where('name', '=', NAME)
    .where('token', '=', token)
    .execute();
}

export async function exportStatus(database: Kysely<Tables>): ReturnType<ExportLedger['status']> {
  const some = database.selectFrom('records').select('id').where(WAITS).limit(COUNTED);
  const [{ waiting }, { exported_at: at }] = await Promise.all([
    database
      .selectFrom(some.as('some'))
      .select(({ fn }) => fn.countAll<number>().as('waiting'))
      .executeTakeFirstOrThrow(),
    database.selectFrom('exports').select('exported_at').where('name', '=', NAME).executeTakeFirstOrThrow(),
  ]);
  return { waiting: Number(waiting), lastExport: Number(at) || null };
}
