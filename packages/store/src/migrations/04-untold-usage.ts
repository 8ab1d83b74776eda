/**
 * Sums of usage may be null: nobody told. They were 0 before, which says that there was nothing. Of an old 0 nobody knows
 * which of the two it was, and what is not known is absent.
 */
import { sql, type CreateTableBuilder } from 'kysely';
import type { Step } from './step.ts';

export const untellUsage: Step = async (tables, { text, integer, real }) => {
  // SQLite cannot take `not null` from a column. Postgres keeps the name of the old table's key.
  await tables.schema.alterTable('rollups').renameTo('old_rollups').execute();
  let rollups: CreateTableBuilder<string, string> = tables.schema
    .createTable('rollups')
    .addColumn('hour', integer, (column) => column.notNull());
  for (const key of KEYS) rollups = rollups.addColumn(key, text, (column) => column.notNull());
  for (const sum of SUMS) {
    rollups = rollups.addColumn(sum, sum === 'duration' ? real : integer, (column) =>
      column.notNull().defaultTo(0),
    );
  }
  for (const usage of USAGE) rollups = rollups.addColumn(usage, integer);
  await rollups.addPrimaryKeyConstraint('rollups_by_hour', ['hour', ...KEYS]).execute();
  const kept = sql.join(['hour', ...KEYS, ...SUMS].map((column) => sql.ref(column)));
  const usage = sql.join(USAGE.map((column) => sql.ref(column)));
  const told = sql.join(USAGE.map((column) => sql`nullif(${sql.ref(column)}, 0)`));
  await sql`insert into rollups (${kept}, ${usage}) select ${kept}, ${told} from old_rollups`.execute(tables);
  await tables.schema.dropTable('old_rollups').execute();
  // What captures take is asked for each minute, and must not be read off their contents.
  await tables.schema
    .createIndex('captures_bytes')
    .on('captures')
    .columns(['record_id', 'time', 'bytes'])
    .execute();
};

const KEYS = ['user', 'model', 'provider', 'client', 'outcome'] as const;
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
