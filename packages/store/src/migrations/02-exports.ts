/** Which records were exported, and who exports. */
import { sql } from 'kysely';
import type { Step } from './step.ts';

export const addExports: Step = async (tables, { text, integer }) => {
  await tables.schema
    .alterTable('records')
    .addColumn('exported', integer, (column) => column.notNull().defaultTo(0))
    .execute();
  // Of what is exported, which is nearly all where anything is, it holds nothing.
  await tables.schema
    .createIndex('records_waiting')
    .on('records')
    .column('id')
    .where(sql<boolean>`exported = 0`)
    .execute();
  await tables.schema
    .createTable('exports')
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('token', text, (column) => column.notNull())
    .addColumn('until', integer, (column) => column.notNull())
    .addColumn('ended', integer, (column) => column.notNull())
    .addColumn('more', integer, (column) => column.notNull())
    .addColumn('unix', integer, (column) => column.notNull())
    .addColumn('exported_at', integer, (column) => column.notNull())
    .execute();
  await tables
    .insertInto('exports')
    .values({ name: 's3', token: '', until: 0, ended: 0, more: 0, unix: 0, exported_at: 0 })
    .execute();
};
