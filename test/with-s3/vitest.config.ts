/** Tests that need a real S3 server, which `npm run s3` brings. */
import { defineConfig } from 'vitest/config';

const conditions = ['@aperturejs/source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { root: import.meta.dirname, include: ['*.s3.ts'], testTimeout: 30_000 },
});
