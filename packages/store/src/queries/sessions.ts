/** Conversations: kept up to date with every batch of records, so that no page of them scans records. */
import type { CallRecord, Session, SessionFilter, SessionPage, SessionQuery } from '@aperturejs/core';
import { sql, type Expression, type ExpressionBuilder, type Kysely, type SqlBool } from 'kysely';
import { added } from '../added.ts';
import { columnText } from '../column-text.ts';
import { inOrder } from '../in-order.ts';
import { like } from '../like.ts';
import { mistakenCursor } from '../mistaken-cursor.ts';
import { parts } from '../parts.ts';
import type { SessionModelsTable, SessionsTable, Tables } from '../schema.ts';
import { addUsage, toldUsage, UNTOLD, USAGE } from '../usage-columns.ts';

/** As many as core's `MAX_SEEN`. */
const MAX_SEEN = 50;

/** Adds calls to their sessions. Each record is given once. */
export async function addToSessions(tables: Kysely<Tables>, records: readonly CallRecord[]): Promise<void> {
  for (const part of parts(sessionRows(records), 500)) {
    await tables
      .insertInto('sessions')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(['user', 'session']).doUpdateSet(({ ref }) => {
          const ofLower = <V extends keyof SessionsTable>(column: 'first_id' | 'first', value: V) =>
            sql<SessionsTable[V]>`case when ${ref(`excluded.${column}`)} < ${ref(`sessions.${column}`)}
              then ${ref(`excluded.${value}`)} else ${ref(`sessions.${value}`)} end`;
          return {
            ...ADDED,
            first: ofLower('first', 'first'),
            last: sql`case when ${ref('excluded.last')} > ${ref('sessions.last')}
              then ${ref('excluded.last')} else ${ref('sessions.last')} end`,
            first_id: ofLower('first_id', 'first_id'),
            client: ofLower('first_id', 'client'),
            words: ofLower('first_id', 'words'),
          };
        }),
      )
      .execute();
  }
  for (const part of parts(modelRows(records), 1_000)) {
    await tables
      .insertInto('session_models')
      .values(part)
      .onConflict((conflict) => conflict.columns(['user', 'session', 'provider', 'model']).doNothing())
      .execute();
  }
}

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

const SUMS: readonly Exclude<
  keyof SessionsTable,
  'user' | 'session' | 'first' | 'last' | 'first_id' | 'client' | 'words'
>[] = [
  'requests',
  'failed',
  'nano_dollars',
  'unpriced',
  'tool_calls',
  'duration',
  ...USAGE.map(([, column]) => column),
];
const ADDED = added('sessions', SUMS);

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

function sessionRows(records: readonly CallRecord[]): SessionsTable[] {
  const rows = new Map<string, SessionsTable>();
  for (const record of records) {
    const { user, session } = keyOf(record);
    const { id, time, outcome, cost, usage, answer, timings } = record;
    const client = columnText(record.client.name);
    const name = nameOf({ user, session });
    const before = rows.get(name);
    const row = before ?? emptySession(user, session);
    rows.set(name, row);
    row.first = Math.min(row.first, time);
    row.last = Math.max(row.last, time);
    if (!before || id < row.first_id) {
      row.first_id = id;
      row.client = client;
      row.words = [user, session, client].join('\n').toLowerCase();
    }
    row.requests += 1;
    if (outcome !== 'completed') row.failed += 1;
    if (cost) row.nano_dollars += cost.nanoDollars;
    else if (usage) row.unpriced += 1;
    row.tool_calls += answer?.toolCalls.count ?? 0;
    row.duration += timings.total;
    addUsage(row, usage);
  }
  return inOrder(rows);
}

function modelRows(records: readonly CallRecord[]): SessionModelsTable[] {
  const rows = new Map<string, SessionModelsTable>();
  for (const record of records) {
    const { model, provider } = record;
    if (model === null && provider === null) continue;
    const key = { ...keyOf(record), provider: provider ?? '', model: columnText(model ?? '') };
    rows.set(JSON.stringify(key), { ...key, words: `${key.provider}/${key.model}`.toLowerCase() });
  }
  return inOrder(rows);
}

function keyOf({ identity, session }: CallRecord): { user: string; session: string } {
  return { user: columnText(identity?.login ?? ''), session: columnText(session) };
}

function nameOf({ user, session }: { readonly user: string; readonly session: string }): string {
  return JSON.stringify([user, session]);
}

function emptySession(user: string, session: string): SessionsTable {
  return {
    user,
    session,
    client: '',
    first: Infinity,
    last: 0,
    first_id: '',
    words: '',
    requests: 0,
    failed: 0,
    nano_dollars: 0,
    unpriced: 0,
    tool_calls: 0,
    duration: 0,
    ...UNTOLD,
  };
}
