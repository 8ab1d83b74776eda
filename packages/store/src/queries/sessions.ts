/** Finding conversations. */
import type { Session, SessionFilter, SessionPage, SessionQuery } from '@aperturejs/core';
import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import { columnText } from '../column-text.ts';
import { like } from '../like.ts';
import { mistakenCursor } from '../mistaken-cursor.ts';
import { parts } from '../parts.ts';
import type { SessionModelsTable, SessionsTable, Tables } from '../schema.ts';
import { toldUsage } from '../usage-columns.ts';

/** As many as core's `MAX_SEEN`. */
const MAX_SEEN = 50;

/** A page of sessions, those with the latest call first. */
export async function findSessions(database: Kysely<Tables>, query: SessionQuery): Promise<SessionPage> {
  const before = query.cursor === undefined ? null : readCursor(query.cursor);
  const rows = await database
    .selectFrom('sessions')
    .selectAll()
    .where((eb) => eb.and(conditions(eb, query)))
    .$if(before !== null, (select) =>
      select.where(({ eb, and, or }) => {
        const { last, id } = before as Place;
        // The first condition says nothing new, but an index can be entered with it.
        return and([
          eb('last', '<=', last),
          or([eb('last', '<', last), and([eb('last', '=', last), eb('first_id', '<', id)])]),
        ]);
      }),
    )
    .orderBy('last', 'desc')
    .orderBy('first_id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const end = page.at(-1);
  const seen = await modelsOf(database, page);
  return {
    sessions: page.map((row) => sessionOf(row, seen.get(nameOf(row)) ?? [])),
    next: rows.length > query.limit && end ? `${Number(end.last)}.${end.first_id}` : null,
  };
}

interface Place {
  readonly last: number;
  readonly id: string;
}

/** Where a page ended: the last call of its last session, and the session's first record, which no other session has. */
function readCursor(cursor: string): Place {
  const [, last, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (last === undefined || id === undefined) throw mistakenCursor();
  return { last: Number(last), id };
}

function conditions(eb: ExpressionBuilder<Tables, 'sessions'>, filter: SessionFilter): Expression<SqlBool>[] {
  const { from, to, failed, text } = filter;
  const [user, model, provider, client, session] = [
    filter.user,
    filter.model,
    filter.provider,
    filter.client,
    filter.session,
  ].map((value) => (value === undefined ? undefined : columnText(value)));
  const served = [
    ...(provider === undefined ? [] : [sql<SqlBool>`session_models.provider = ${provider}`]),
    ...(model === undefined ? [] : [servedBy(model)]),
  ];
  const seen = (condition: Expression<SqlBool>): Expression<SqlBool> =>
    eb.exists(
      eb
        .selectFrom('session_models')
        .select(sql.lit(1).as('one'))
        .whereRef('session_models.user', '=', 'sessions.user')
        .whereRef('session_models.session', '=', 'sessions.session')
        .where(condition),
    );
  return [
    ...(from === undefined ? [] : [eb('last', '>=', from)]),
    ...(to === undefined ? [] : [eb('first', '<', to)]),
    ...(user === undefined ? [] : [eb('user', '=', user)]),
    ...(client === undefined ? [] : [eb('client', '=', client)]),
    ...(session === undefined ? [] : [eb('session', '=', session)]),
    ...(failed === undefined ? [] : [eb('failed', failed ? '>' : '=', 0)]),
    ...(served.length === 0 ? [] : [seen(sql<SqlBool>`${sql.join(served, sql` and `)}`)]),
    ...(text === undefined
      ? []
      : [eb.or([like(sql.ref('sessions.words'), text), seen(like(sql.ref('session_models.words'), text))])]),
  ];
}

/** A model as its provider knows it, or with the provider in front. */
function servedBy(asked: string): Expression<SqlBool> {
  const slash = asked.indexOf('/');
  const plain = sql<SqlBool>`session_models.model = ${asked}`;
  if (slash <= 0) return plain;
  const [provider, model] = [asked.slice(0, slash), asked.slice(slash + 1)];
  return sql<SqlBool>`(${plain} or (session_models.provider = ${provider} and session_models.model = ${model}))`;
}

async function modelsOf(
  database: Kysely<Tables>,
  page: readonly SessionsTable[],
): Promise<Map<string, SessionModelsTable[]>> {
  const seen = new Map<string, SessionModelsTable[]>();
  // A statement of a thousand alternatives is deeper than SQLite likes.
  for (const part of parts(page, 100)) {
    const rows = await database
      .selectFrom('session_models')
      .selectAll()
      .where(({ eb, or, and }) =>
        or(part.map(({ user, session }) => and([eb('user', '=', user), eb('session', '=', session)]))),
      )
      .execute();
    for (const row of rows) seen.set(nameOf(row), [...(seen.get(nameOf(row)) ?? []), row]);
  }
  return seen;
}

function sessionOf(row: SessionsTable, seen: readonly SessionModelsTable[]): Session {
  const told = (of: (row: SessionModelsTable) => string): string[] =>
    [...new Set(seen.map(of))]
      .filter((name) => name !== '')
      .toSorted()
      .slice(0, MAX_SEEN);
  return {
    id: row.session,
    user: row.user,
    client: row.client,
    models: told(({ model }) => model),
    providers: told(({ provider }) => provider),
    first: Number(row.first),
    last: Number(row.last),
    requests: Number(row.requests),
    failed: Number(row.failed),
    usage: toldUsage(row),
    nanoDollars: Number(row.nano_dollars),
    unpriced: Number(row.unpriced),
    toolCalls: Number(row.tool_calls),
    duration: Number(row.duration),
  };
}

/** Tells sessions apart: two users may have some of the same id. */
export function nameOf({ user, session }: { readonly user: string; readonly session: string }): string {
  return JSON.stringify([user, session]);
}
