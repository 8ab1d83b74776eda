/** The tests of every store on Postgres, beside the one that keeps records in memory. */
import { memoryStore } from '../../packages/core/src/testing/memory-store.ts';
import { openEngine } from '../../packages/store/src/engine.ts';
import { describeStores } from '../../test/stores-suite.ts';
import { newDatabase } from './database.mjs';

describeStores(
  {
    memory: async () => {
      const store = memoryStore();
      return { ...store, write: async (entries) => entries.forEach(store.add) };
    },
    postgres: async () => openEngine({ kind: 'postgres', url: await newDatabase() }),
  },
  // Each makes a database.
  30,
);
