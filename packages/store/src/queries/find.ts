/** Finding records again. */
import type { Entry, RecordPage, RecordQuery } from '@aperturejs/core';
import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import { columnText } from '../column-text.ts';
import { like } from '../like.ts';
import { mistakenCursor } from '../mistaken-cursor.ts';
import { captureOf, recordOf } from '../rows.ts';
import type { Tables } from '../schema.ts';
import { hasHeader } from './headers.ts';

/** Records, newest first. */
export async function findRecords(database: Kysely<Tables>, query: RecordQuery): Promise<RecordPage> {
  if (query.cursor !== undefined && !ID.test(query.cursor)) throw mistakenCursor();
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

/** Ids are UUIDs, and a cursor is the id that the page before ended with. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One record with its capture. */
export async function getRecord(database: Kysely<Tables>, id: string): Promise<Entry | null> {
  if (!ID.test(id)) return null;
  const row = await database.selectFrom('records').select('record').where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const kept = await database
    .selectFrom('captures')
    .select('content')
    .where('record_id', '=', id)
    .executeTakeFirst();
  return { record: recordOf(row), capture: kept ? captureOf(kept) : null };
}

function conditions(eb: ExpressionBuilder<Tables, 'records'>, query: RecordQuery): Expression<SqlBool>[] {
  const equal = (['user', 'provider', 'client', 'outcome', 'session'] as const).flatMap((column) => {
    const value = query[column];
    return value === undefined ? [] : [eb(column, '=', columnText(value))];
  });
  const { from, to, model, status, header, text, cursor } = query;
  return [
    ...equal,
    ...(status === undefined ? [] : [eb('status', '=', status)]),
    ...(model === undefined ? [] : [ofModel(eb, columnText(model))]),
    ...(header === undefined ? [] : [hasHeader(header)]),
    ...(from === undefined ? [] : [eb('time', '>=', from), eb('id', '>=', leastId(from))]),
    ...(to === undefined ? [] : [eb('time', '<', to)]),
    ...(text === undefined ? [] : [like(sql.ref('words'), text)]),
    ...(cursor === undefined ? [] : [eb('id', '<', cursor)]),
  ];
}

/**
 * No call of this time or later has an id before it: ids begin with the time of the call, or with a later one where calls ended in
 * another order. So a search goes back no further than it is asked to, and not to the first call there ever was.
 */
function leastId(time: number): string {
  const stamp = Math.floor(Math.min(Math.max(time, 0), MAX_STAMP))
    .toString(16)
    .padStart(12, '0');
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-`;
}

/** The 48 bits of RFC 9562, section 5.7. */
const MAX_STAMP = 2 ** 48 - 1;

function ofModel(eb: ExpressionBuilder<Tables, 'records'>, model: string): Expression<SqlBool> {
  return eb.or([eb('model', '=', model), eb('model_asked', '=', model)]);
}
