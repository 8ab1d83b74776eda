/** Databases of two kinds, each behind Kysely, so that all queries are written once. */
import type { Kysely } from 'kysely';
import { migrate } from '../migrations/migrate.ts';
import type { Tables } from '../schema.ts';
import type { DatabaseAddress } from './address.ts';
import type { DatabaseKind } from './kind.ts';
import { connectPostgres, migratingPostgres, POSTGRES } from './postgres.ts';
import { openSqlite, SQLITE } from './sqlite.ts';

/** An open database and what is special about its kind. */
export interface OpenDatabase {
  readonly tables: Kysely<Tables>;
  readonly kind: DatabaseKind;
}

/** Opens a database and brings its tables up to date. */
export async function openDatabase(address: DatabaseAddress): Promise<OpenDatabase> {
  if (address.kind === 'sqlite') {
    const tables = openSqlite(address.path);
    try {
      await migrate(tables, SQLITE);
    } catch (error) {
      await tables.destroy();
      throw error;
    }
    return { tables, kind: SQLITE };
  }
  // A step may take longer than any question is given.
  const migrating = migratingPostgres(address.url);
  try {
    await migrate(migrating, POSTGRES);
  } finally {
    await migrating.destroy();
  }
  return { tables: connectPostgres(address.url), kind: POSTGRES };
}
