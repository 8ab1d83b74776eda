/** The headers that calls are found and summed by. Records of before have none. */
import type { CreateTableBuilder } from 'kysely';
import type { Step } from './step.ts';

export const addHeaders: Step = async (tables, { text, integer, real }) => {
  await tables.schema
    .createTable('record_headers')
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('value', text, (column) => column.notNull())
    .addColumn('record_id', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('record_headers_key', ['name', 'value', 'record_id'])
    .execute();
  await tables.schema
    .createIndex('record_headers_record')
    .on('record_headers')
    .columns(['record_id', 'name', 'value'])
    .execute();
  let rollups: CreateTableBuilder<string, string> = tables.schema
    .createTable('header_rollups')
    .addColumn('hour', integer, (column) => column.notNull());
  for (const key of KEYS) rollups = rollups.addColumn(key, text, (column) => column.notNull());
  for (const sum of SUMS) {
    rollups = rollups.addColumn(sum, sum === 'duration' ? real : integer, (column) =>
      column.notNull().defaultTo(0),
    );
  }
  for (const usage of USAGE) rollups = rollups.addColumn(usage, integer);
  await rollups.addPrimaryKeyConstraint('header_rollups_key', [...HEADER, 'hour', ...CALL]).execute();
};

const HEADER = ['name', 'value'] as const;
const CALL = ['user', 'model', 'provider', 'client', 'outcome'] as const;
const KEYS = [...HEADER, ...CALL];
const SUMS = ['requests', 'failed', 'nano_dollars', 'unpriced', 'duration'] as const;
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
