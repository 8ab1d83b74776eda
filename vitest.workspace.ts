/**
 * The projects of the test run. Vitest 4 no longer finds this file by its name, so every script passes
 * `--config vitest.workspace.ts`; without it nothing but the root would run, silently.
 */
import { defineConfig } from 'vitest/config';

/** Packages are tested from their sources, never from a build. */
const conditions = ['@aperturejs/source'];

const project = (name: string, root: string, include = ['src/**/*.test.ts', 'test/**/*.test.ts']) => ({
  extends: true as const,
  test: {
    name,
    root,
    include,
    typecheck: { enabled: false },
  },
});

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 20_000,
    projects: [
      project('core', 'packages/core'),
      project('store', 'packages/store'),
      project('dashboard', 'packages/dashboard', ['src/**/*.test.ts', 'src/**/*.test.tsx']),
      project('s3', 'packages/s3'),
      project('node', 'packages/node'),
      project('express', 'packages/express'),
      project('koa', 'packages/koa'),
      project('examples', 'examples', ['**/*.test.ts']),
      // What no package can test alone: the middlewares inside their frameworks, what is published, the docs.
      project('published', 'test', ['**/*.test.ts']),
    ],
  },
});
