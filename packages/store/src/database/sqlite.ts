/** SQLite, by libsql: synchronous, so a thread of its own holds it. */
import Database from 'libsql';
import { Kysely, sql, SqliteDialect, type Dialect } from 'kysely';
import type { Tables } from '../schema.ts';
import { VERSIONS, type DatabaseKind, type OpenDatabase } from './kind.ts';

/** Pages, of 4 KiB, that a step of pruning gives back at most: as much as it may free. */
const PAGES = 20_000;
/** A journal that grew because of a long question is cut to this. */
const JOURNAL_BYTES = 64 * 1024 * 1024;

/** What is special about SQLite. */
const SQLITE: DatabaseKind = {
  types: { text: 'text', integer: 'integer', real: 'real', bytes: 'blob' },
  async prepare(database) {
    await VERSIONS.execute(database);
  },
  async lock(tables) {
    // A write takes the lock of the whole file. A transaction that began with reading could not wait for it.
    await sql`update schema_version set version = version`.execute(tables);
  },
  async size(tables) {
    const { rows } = await sql<{ bytes: number }>`
      select (page_count - freelist_count) * page_size as bytes
      from pragma_page_count, pragma_freelist_count, pragma_page_size`.execute(tables);
    return rows[0]?.bytes ?? 0;
  },
};

/**
 * Opens a file, which is made if it is not there.
 *
 * @param path of the file, or `:memory:`
 */
export function openSqlite(path: string): OpenDatabase {
  const sqlite = new Database(path);
  // First of all: the others wait for a lock as well.
  sqlite.pragma('busy_timeout = 5000');
  // Counts for a new file only; an older one keeps its size, and fills it again.
  sqlite.pragma('auto_vacuum = INCREMENTAL');
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma(`journal_size_limit = ${JOURNAL_BYTES}`);
  sqlite.pragma('synchronous = NORMAL');
  const tables = new Kysely<Tables>({ dialect: dialectOf(sqlite) });
  return {
    tables,
    kind: SQLITE,
    giveBack() {
      // Each row of its answer is a page that is given back, and Kysely would ask for one. The journal is read into the
      // file, which only then is cut; nobody waits for that, or is waited for.
      sqlite.exec(`pragma incremental_vacuum(${PAGES}); pragma wal_checkpoint(passive)`);
    },
  };
}

/** A disk that is full or fails ends a transaction by itself: Kysely would roll back what is no more, and tell of that only. */
function dialectOf(sqlite: Database.Database): Dialect {
  // Its types are those of better-sqlite3, but for what Kysely does not use.
  const dialect = new SqliteDialect({ database: sqlite as never });
  const createDriver = dialect.createDriver.bind(dialect);
  dialect.createDriver = () => {
    const driver = createDriver();
    const rollBack = driver.rollbackTransaction.bind(driver);
    driver.rollbackTransaction = async (connection) => {
      if (sqlite.inTransaction) await rollBack(connection);
    };
    return driver;
  };
  return dialect;
}
