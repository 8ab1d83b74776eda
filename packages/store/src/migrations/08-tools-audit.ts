/** Calls of tools, filled from the records there are, and the audit log, which begins empty. */
import { fillTools } from './08-tool-rows.ts';
import type { Step } from './step.ts';
import { forAllRecords } from './stored-records.ts';

export const addToolsAndAudit: Step = async (tables, { text, integer }) => {
  await tables.schema
    .createTable('tool_rollups')
    .addColumn('hour', integer, (column) => column.notNull())
    .addColumn('user', text, (column) => column.notNull())
    .addColumn('tool', text, (column) => column.notNull())
    .addColumn('model', text, (column) => column.notNull())
    .addColumn('client', text, (column) => column.notNull())
    .addColumn('calls', integer, (column) => column.notNull())
    .addColumn('requests', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('tool_rollups_key', ['hour', 'user', 'tool', 'model', 'client'])
    .execute();
  await forAllRecords(tables, (records) => fillTools(tables, records));
  await tables.schema
    .createTable('audit')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('time', integer, (column) => column.notNull())
    .addColumn('actor', text, (column) => column.notNull())
    .addColumn('action', text, (column) => column.notNull())
    .addColumn('target', text, (column) => column.notNull())
    .addColumn('words', text, (column) => column.notNull())
    .addColumn('event', text, (column) => column.notNull())
    .execute();
  for (const column of ['actor', 'action', 'target'] as const) {
    await tables.schema.createIndex(`audit_${column}`).on('audit').columns([column, 'id']).execute();
  }
};
