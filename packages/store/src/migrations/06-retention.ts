/** What is looked for when something is kept no longer. */
import { sql } from 'kysely';
import type { Step } from './step.ts';

export const addRetention: Step = async (tables, { integer }) => {
  await tables.schema.createIndex('captures_time').on('captures').column('time').execute();
  await tables.schema
    .alterTable('records')
    .addColumn('names_tools', integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update records set names_tools = 1 where record like '%"toolCalls":{"count":%,"names":["%'`.execute(
    tables,
  );
  await tables.schema
    .createIndex('records_tools')
    .on('records')
    .column('time')
    .where(sql<boolean>`names_tools = 1`)
    .execute();
};
