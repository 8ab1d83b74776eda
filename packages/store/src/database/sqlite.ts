/** SQLite, by libsql: synchronous, so a thread of its own holds it. */
import Database from 'libsql';
import { Kysely, sql, SqliteDialect } from 'kysely';
import type { Tables } from '../schema.ts';
import { VERSIONS, type DatabaseKind } from './kind.ts';

/** What is special about SQLite. */
export const SQLITE: DatabaseKind = {
  types: { text: 'text', integer: 'integer', real: 'real', bytes: 'blob' },
  async prepare(database) {
    await VERSIONS.execute(database);
  },
  async lock(tables) {
    // A write takes the lock of the whole file. A transaction that began with reading could not wait for it.
    await sql`update schema_version set version = version`.execute(tables);
  },
};

/**
 * Opens a file, which is made if it is not there.
 *
 * @param path of the file, or `:memory:`
 */
export function openSqlite(path: string): Kysely<Tables> {
  const sqlite = new Database(path);
  // First of all: the others wait for a lock as well.
  sqlite.pragma('busy_timeout = 5000');
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  // Its types are those of better-sqlite3, but for what Kysely does not use.
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite as never }) });
}
