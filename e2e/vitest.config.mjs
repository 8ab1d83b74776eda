/** Real clients against built packages: no source condition here. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'e2e',
    root: import.meta.dirname,
    include: ['test/**/*.test.mjs'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Each test runs several processes already.
    fileParallelism: false,
  },
});
