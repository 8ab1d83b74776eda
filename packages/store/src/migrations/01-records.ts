/** Records, their captures, and sums by the hour. */
import type { CreateTableBuilder } from 'kysely';
import type { Step } from './step.ts';

export const addRecords: Step = async (tables, { text, integer, real, bytes }) => {
  await tables.schema
    .createTable('records')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('time', integer, (column) => column.notNull())
    .addColumn('user', text, (column) => column.notNull())
    .addColumn('client', text, (column) => column.notNull())
    .addColumn('model', text, (column) => column.notNull())
    .addColumn('model_asked', text, (column) => column.notNull())
    .addColumn('provider', text, (column) => column.notNull())
    .addColumn('status', integer, (column) => column.notNull())
    .addColumn('outcome', text, (column) => column.notNull())
    .addColumn('session', text, (column) => column.notNull())
    .addColumn('words', text, (column) => column.notNull())
    .addColumn('record', text, (column) => column.notNull())
    .execute();
  for (const column of ['user', 'session', 'model', 'provider'] as const) {
    await tables.schema.createIndex(`records_${column}`).on('records').columns([column, 'id']).execute();
  }
  await tables.schema
    .createTable('captures')
    .addColumn('record_id', text, (column) => column.primaryKey())
    .addColumn('time', integer, (column) => column.notNull())
    .addColumn('bytes', integer, (column) => column.notNull())
    .addColumn('content', bytes, (column) => column.notNull())
    .execute();
  let rollups: CreateTableBuilder<string, string> = tables.schema
    .createTable('rollups')
    .addColumn('hour', integer, (column) => column.notNull());
  for (const key of ['user', 'model', 'provider', 'client', 'outcome'] as const) {
    rollups = rollups.addColumn(key, text, (column) => column.notNull());
  }
  const sums = ['requests', 'failed', ...USAGE, 'nano_dollars', 'unpriced', 'duration'] as const;
  for (const sum of sums) {
    rollups = rollups.addColumn(sum, sum === 'duration' ? real : integer, (column) =>
      column.notNull().defaultTo(0),
    );
  }
  await rollups
    .addPrimaryKeyConstraint('rollups_key', ['hour', 'user', 'model', 'provider', 'client', 'outcome'])
    .execute();
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
