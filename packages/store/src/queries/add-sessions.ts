/** Conversations, kept up to date with every batch of records, so that no page of them scans records. */
import type { CallRecord } from '@aperturejs/core';
import { sql, type Kysely } from 'kysely';
import { added } from '../added.ts';
import { columnText } from '../column-text.ts';
import { inOrder } from '../in-order.ts';
import { parts } from '../parts.ts';
import { ROLLUP_SUMS } from '../rows.ts';
import type { SessionModelsTable, SessionsTable, Tables } from '../schema.ts';
import { addUsage, UNTOLD } from '../usage-columns.ts';
import { nameOf } from './sessions.ts';

const ADDED = added('sessions', ['tool_calls', ...ROLLUP_SUMS]);

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
