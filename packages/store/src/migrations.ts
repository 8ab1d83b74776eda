/** How the tables came to be: each step once, in its order, in a transaction of its own. */
import { sql, type CreateTableBuilder, type Kysely, type Transaction } from 'kysely';
import { forAllRecords } from './all-records.ts';
import { USAGE_COLUMNS, type Tables } from './schema.ts';
import { addToSessions } from './sessions.ts';

type Step = (tables: Transaction<Tables>) => Promise<void>;

/** Once released, a step stays as it is. */
export const STEPS: readonly Step[] = [
  async (tables) => {
    await tables.schema
      .createTable('records')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('time', 'integer', (column) => column.notNull())
      .addColumn('user', 'text', (column) => column.notNull())
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('model_asked', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('status', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('session', 'text', (column) => column.notNull())
      .addColumn('words', 'text', (column) => column.notNull())
      .addColumn('record', 'text', (column) => column.notNull())
      .execute();
    for (const column of ['user', 'session', 'model', 'provider'] as const) {
      await tables.schema.createIndex(`records_${column}`).on('records').columns([column, 'id']).execute();
    }
    await tables.schema
      .createTable('captures')
      .addColumn('record_id', 'text', (column) => column.primaryKey())
      .addColumn('time', 'integer', (column) => column.notNull())
      .addColumn('bytes', 'integer', (column) => column.notNull())
      .addColumn('content', 'blob', (column) => column.notNull())
      .execute();
    let rollups: CreateTableBuilder<string, string> = tables.schema
      .createTable('rollups')
      .addColumn('hour', 'integer', (column) => column.notNull());
    for (const key of ['user', 'model', 'provider', 'client', 'outcome'] as const) {
      rollups = rollups.addColumn(key, 'text', (column) => column.notNull());
    }
    const sums = [
      'requests',
      'failed',
      ...Object.values(USAGE_COLUMNS),
      'nano_dollars',
      'unpriced',
      'duration',
    ] as const;
    for (const sum of sums) {
      rollups = rollups.addColumn(sum, sum === 'duration' ? 'real' : 'integer', (column) =>
        column.notNull().defaultTo(0),
      );
    }
    await rollups
      .addPrimaryKeyConstraint('rollups_key', ['hour', 'user', 'model', 'provider', 'client', 'outcome'])
      .execute();
  },
  async (tables) => {
    await tables.schema
      .alterTable('records')
      .addColumn('exported', 'integer', (column) => column.notNull().defaultTo(0))
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
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('token', 'text', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('ended', 'bigint', (column) => column.notNull())
      .addColumn('more', 'integer', (column) => column.notNull())
      .addColumn('unix', 'bigint', (column) => column.notNull())
      .addColumn('exported_at', 'bigint', (column) => column.notNull())
      .execute();
    await tables
      .insertInto('exports')
      .values({ name: 's3', token: '', until: 0, ended: 0, more: 0, unix: 0, exported_at: 0 })
      .execute();
  },
  async (tables) => {
    let sessions: CreateTableBuilder<string, string> = tables.schema.createTable('sessions');
    for (const column of ['user', 'session', 'client', 'first_id', 'words'] as const) {
      sessions = sessions.addColumn(column, 'text', (text) => text.notNull());
    }
    for (const column of ['first', 'last'] as const) {
      sessions = sessions.addColumn(column, 'bigint', (time) => time.notNull());
    }
    const sums = ['requests', 'failed', ...Object.values(USAGE_COLUMNS), 'nano_dollars', 'unpriced'] as const;
    for (const sum of [...sums, 'tool_calls'] as const) {
      sessions = sessions.addColumn(sum, 'bigint', (column) => column.notNull().defaultTo(0));
    }
    await sessions
      .addColumn('duration', 'double precision', (column) => column.notNull().defaultTo(0))
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
      .addColumn('user', 'text', (column) => column.notNull())
      .addColumn('session', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('words', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('session_models_key', ['user', 'session', 'provider', 'model'])
      .execute();
    await forAllRecords(tables, (records) => addToSessions(tables, records));
  },
];

/**
 * Brings a database up to date. Two processes may start at once: whoever comes second waits and finds the work done.
 *
 * @param steps the steps to take; tests give others
 * @throws Error if the database was written by a newer version
 */
export async function migrate(database: Kysely<Tables>, steps: readonly Step[] = STEPS): Promise<void> {
  await sql`create table if not exists schema_version (version integer not null)`.execute(database);
  for (;;) {
    const done = await database.transaction().execute(async (tables) => {
      // The write takes the lock before the version is read: nobody else is between the two.
      await sql`update schema_version set version = version`.execute(tables);
      const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(tables);
      const version = rows[0]?.version ?? 0;
      if (version > steps.length) {
        throw new Error(
          `the database has version ${version}, which is newer than this program's ${steps.length}`,
        );
      }
      const step = steps[version];
      if (!step) return true;
      await step(tables);
      if (rows.length === 0)
        await sql`insert into schema_version (version) values (${version + 1})`.execute(tables);
      else await sql`update schema_version set version = ${version + 1}`.execute(tables);
      return false;
    });
    if (done) return;
  }
}
