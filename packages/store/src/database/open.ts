/** Databases of two kinds, each behind Kysely, so that all queries are written once. */
import { migrate } from '../migrations/migrate.ts';
import type { DatabaseAddress } from './address.ts';
import type { OpenDatabase } from './kind.ts';
import { connectPostgres, migratingPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** Opens a database and brings its tables up to date. */
export async function openDatabase(address: DatabaseAddress): Promise<OpenDatabase> {
  if (address.kind === 'sqlite') return upToDate(openSqlite(address.path));
  // A step may take longer than any question is given.
  const { tables } = await upToDate(migratingPostgres(address.url));
  await tables.destroy();
  return connectPostgres(address.url);
}

async function upToDate(open: OpenDatabase): Promise<OpenDatabase> {
  try {
    await migrate(open);
    return open;
  } catch (error) {
    await open.tables.destroy();
    throw error;
  }
}
