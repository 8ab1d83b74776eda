/** The store's tests against a real Postgres, from the sources but for the store's thread. */
import { defineConfig } from 'vitest/config';

const conditions = ['@aperturejs/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'postgres',
    root: import.meta.dirname,
    include: ['test/**/*.test.mjs'],
    globalSetup: ['shared-server.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
