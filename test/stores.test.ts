/** Every store but Postgres, which is in `postgres/`: the one of the tests, and SQLite. */
import { memoryStore } from '../packages/core/src/testing/memory-store.ts';
import { openEngine } from '../packages/store/src/engine.ts';
import { describeStores, type Store } from './stores-suite.ts';

/** The store of the tests, by which databases are measured. */
const memory = async (): Promise<Store> => {
  const store = memoryStore();
  return { ...store, write: async (entries) => entries.forEach(store.add) };
};

describeStores({ memory, sqlite: () => openEngine({ kind: 'sqlite', path: ':memory:' }) });
