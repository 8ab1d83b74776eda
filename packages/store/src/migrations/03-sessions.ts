/** Conversations, filled from the records there are. */
import type { CreateTableBuilder } from 'kysely';
import { forAllRecords } from '../all-records.ts';
import { addToSessions } from '../queries/add-sessions.ts';
import type { Step } from './step.ts';

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
  for (const usage of USAGE) sessions = sessions.addColumn(usage, integer);
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
  await forAllRecords(tables, (records) => addToSessions(tables, records));
};

/** As they were at that time: a step never changes. */
const USAGE = [
  'input_tokens',
  'output_tokens',
  'cached_tokens',
  'cache_creation_input_tokens',
  'cache_creation_5m_input_tokens',
  'cache_creation_1h_input_tokens',
  'reasoning_tokens',
  'image_input_tokens',
  'image_output_tokens',
  'web_search_count',
] as const;
