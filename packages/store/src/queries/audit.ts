/** The audit log: what admins did. It has nothing to do with records, and outlives them. */
import type { AuditEvent, AuditFilter, AuditPage, AuditQuery } from '@aperturejs/core';
import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import { columnText } from '../column-text.ts';
import { like } from '../like.ts';
import { mistakenCursor } from '../mistaken-cursor.ts';
import type { Tables } from '../schema.ts';

/** How much of it is kept. */
export interface AuditLimits {
  /** Events before this, in milliseconds since the epoch, go. */
  readonly before: number;
  /** So many are kept at most, the latest. */
  readonly most: number;
}

/** Events that one step of pruning drops at most. */
const STEP = 1_000;
/** As records have ids. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Keeps an event; one with the id of an earlier one takes its place. */
export async function addAudit(database: Kysely<Tables>, event: AuditEvent): Promise<void> {
  const { id, time, actor, action, target, detail } = event;
  const text = JSON.stringify(event);
  const words = [actor?.login ?? '', action, target ?? '', JSON.stringify(detail)].join('\n').toLowerCase();
  await database
    .insertInto('audit')
    .values({
      id,
      time,
      actor: columnText(actor?.login ?? ''),
      action: columnText(action),
      target: columnText(target ?? ''),
      words: columnText(words),
      // Whatever JSON cannot say as text stays escaped.
      event: text,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(({ ref }) => ({
        words: ref('excluded.words'),
        event: ref('excluded.event'),
      })),
    )
    .execute();
}

/** Events, newest first. */
export async function findAudit(database: Kysely<Tables>, query: AuditQuery): Promise<AuditPage> {
  const { cursor, limit } = query;
  if (cursor !== undefined && !ID.test(cursor)) throw mistakenCursor();
  const rows = await database
    .selectFrom('audit')
    .select(['id', 'event'])
    .where((eb) => eb.and(conditions(eb, query)))
    .$if(cursor !== undefined, (select) => select.where('id', '<', cursor as string))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    events: page.map(({ event }) => JSON.parse(event) as AuditEvent),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/**
 * Drops the oldest events.
 *
 * @returns true if there is more to drop
 */
export async function pruneAudit(database: Kysely<Tables>, { before, most }: AuditLimits): Promise<boolean> {
  const { count } = await database
    .selectFrom('audit')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const oldest = await database
    .selectFrom('audit')
    .select(['id', 'time'])
    .orderBy('id')
    .limit(STEP)
    .execute();
  const surplus = Number(count) - most;
  const gone = oldest.filter(({ time }, i) => Number(time) < before || i < surplus).map(({ id }) => id);
  if (gone.length > 0) await database.deleteFrom('audit').where('id', 'in', gone).execute();
  return gone.length === STEP;
}

function conditions(eb: ExpressionBuilder<Tables, 'audit'>, filter: AuditFilter): Expression<SqlBool>[] {
  const equal = (['actor', 'action', 'target'] as const).flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [eb(column, '=', columnText(value))];
  });
  const { from, to, text } = filter;
  return [
    ...equal,
    ...(from === undefined ? [] : [eb('time', '>=', from)]),
    ...(to === undefined ? [] : [eb('time', '<', to)]),
    ...(text === undefined ? [] : [like(sql.ref('words'), text)]),
  ];
}
