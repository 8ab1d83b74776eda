/** Conversations, filled from the records there are. */
import type { CreateTableBuilder } from 'kysely';
import { fillSessions, USAGE } from './03-session-rows.ts';
import type { Step } from './step.ts';
import { forAllRecords } from './stored-records.ts';

export const addSessions: Step = async (tables, { text, integer, real }) => {
  let sessions: CreateTableBuilder<string, string> = tables.schema.createTable('sessions');
  for (const column of ['user', 'session', 'client', 'first_id', 'words'] as const) {
    sessions = sessions.addColumn(column, text, (words) => words.notNull());
  }
  for (const column of ['first', 'last'] as const) {
    sessions = sessions.addColumn(column, integer, (time) => time.notNull());
  }
  for (const sum of ['requests', 'failed', 'nano_dollars', 'unpriced', 'tool_calls'] as const) {
    sessions = sessions.addColumn(sum, integer, (column) => column.notNull().defaultTo(0));
  }
  for (const usage of Object.values(USAGE)) sessions = sessions.addColumn(usage, integer);
  await sessions
    .addColumn('duration', real, (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('sessions_key', ['user', 'session'])
    .execute();
  await tables.schema
    .createIndex('sessions_last')
    .on('sessions')
    .columns(['last', 'first_id', 'first'])
    .execute();
  await tables.schema
    .createIndex('sessions_user')
    .on('sessions')
    .columns(['user', 'last', 'first_id', 'first'])
    .execute();
  await tables.schema
    .createTable('session_models')
    .addColumn('user', text, (column) => column.notNull())
    .addColumn('session', text, (column) => column.notNull())
    .addColumn('provider', text, (column) => column.notNull())
    .addColumn('model', text, (column) => column.notNull())
    .addColumn('words', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('session_models_key', ['user', 'session', 'provider', 'model'])
    .execute();
  await forAllRecords(tables, (records) => fillSessions(tables, records));
};
