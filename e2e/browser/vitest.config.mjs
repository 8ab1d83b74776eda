/** The dashboard of the built packages, in a real Chromium: no source condition here. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'browser',
    root: import.meta.dirname,
    include: ['**/*.test.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A Chromium each is enough for the machine.
    fileParallelism: false,
  },
});
