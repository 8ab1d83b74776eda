/** The public names of the store of records. */
export { createPostgresStore } from './postgres-store.ts';
export type { StoreOptions } from './record-store.ts';
export { createSqliteStore } from './sqlite-store.ts';
