/** Brings the tables of a database up to date: each step once, in its order, in a transaction of its own. */
import { sql } from 'kysely';
import type { OpenDatabase } from '../database/kind.ts';
import { addRecords } from './01-records.ts';
import { addExports } from './02-exports.ts';
import { addSessions } from './03-sessions.ts';
import { untellUsage } from './04-untold-usage.ts';
import { addHeaders } from './05-headers.ts';
import { addRetention } from './06-retention.ts';
import { addConfigs } from './07-configs.ts';
import { addToolsAndAudit } from './08-tools-audit.ts';
import type { Step } from './step.ts';

/** New steps go to the end. */
export const STEPS: readonly Step[] = [
  addRecords,
  addExports,
  addSessions,
  untellUsage,
  addHeaders,
  addRetention,
  addConfigs,
  addToolsAndAudit,
];

/**
 * Brings a database up to date. Two processes may start at once: whoever comes second waits and finds the work done.
 *
 * @param steps the steps to take; tests give others
 * @throws Error if the database was written by a newer version
 */
export async function migrate(
  { tables: database, kind }: OpenDatabase,
  steps: readonly Step[] = STEPS,
): Promise<void> {
  await kind.prepare(database);
  for (;;) {
    const done = await database.transaction().execute(async (tables) => {
      // Before the version is read: nobody else is between the two.
      await kind.lock(tables);
      const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(tables);
      const version = Number(rows[0]?.version ?? 0);
      if (version > steps.length) {
        throw new Error(
          `the database has version ${version}, which is newer than this program's ${steps.length}`,
        );
      }
      const step = steps[version];
      if (!step) return true;
      await step(tables, kind.types);
      if (rows.length === 0)
        await sql`insert into schema_version (version) values (${sql.lit(version + 1)})`.execute(tables);
      else await sql`update schema_version set version = ${sql.lit(version + 1)}`.execute(tables);
      return false;
    });
    if (done) return;
  }
}
