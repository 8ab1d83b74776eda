/** The gateway on a real tailnet. `run.mjs` makes what these tests need; without it they cannot run. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'tailnet',
    root: import.meta.dirname,
    include: ['test/**/*.test.mjs'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One tailnet at a time: each is a dozen processes.
    fileParallelism: false,
  },
});
