/** The store of records on a Postgres server. */
import type { RecordStore } from '@aperturejs/core';
import { createRecordStore, type StoreOptions } from './record-store.ts';

/**
 * Opens a store. It connects with the first entry or question; a server that is not there, or goes away, is tried again.
 *
 * @param url `postgres://user:password@host:5432/database`, with the parameters that pg knows, such as `sslmode`. The
 * database, or the schema that it works in, should hold nothing else; its tables are made there.
 * @throws TypeError if it is no such URL
 */
export function createPostgresStore(url: string, options: StoreOptions = {}): RecordStore {
  return createRecordStore({ kind: 'postgres', url }, nameOf(url), options);
}

/** The server and the database, without user, password and parameters. */
function nameOf(url: string): string {
  if (!/^postgres(ql)?:\/\//i.test(url) || !URL.canParse(url)) {
    // Without what was given: there may be a password in it.
    throw new TypeError('not the URL of a Postgres database, such as postgres://user@host:5432/database');
  }
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
