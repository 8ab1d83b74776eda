/** The public names of the store of records. */
export { createSqliteStore, type StoreOptions } from './sqlite-store.ts';
