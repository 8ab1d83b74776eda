/** What the config was. */
import type { Step } from './step.ts';

export const addConfigs: Step = async (tables, { text, integer }) => {
  await tables.schema
    .createTable('config_versions')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('time', integer, (column) => column.notNull())
    .addColumn('source', text, (column) => column.notNull())
    .addColumn('text', text, (column) => column.notNull())
    .addColumn('version', text, (column) => column.notNull())
    .execute();
  await tables.schema
    .createIndex('config_versions_source')
    .on('config_versions')
    .columns(['source', 'id'])
    .execute();
};
