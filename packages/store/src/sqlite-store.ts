/** The store of records in a SQLite file. */
import type { RecordStore } from '@aperturejs/core';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createRecordStore, type StoreOptions } from './record-store.ts';

/**
 * Opens a store. The file is made with the first entry or question, its folder at once.
 *
 * @param path of the file
 */
export function createSqliteStore(path: string, options: StoreOptions = {}): RecordStore {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return createRecordStore({ kind: 'sqlite', path }, path, options);
}
