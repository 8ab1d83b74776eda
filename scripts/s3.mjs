/**
 * `npm run s3`: exports to a real S3 server. Without what it takes to build one, it says so in one line, and into
 * reports/s3.skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { buildS3Server } from './s3-server.mjs';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

const missing = buildS3Server();
if (missing) {
  mkdirSync(`${root}reports`, { recursive: true });
  writeFileSync(`${root}reports/s3.skipped`, `${missing}\n`);
  process.stdout.write(`skipped: s3: ${missing}\n`);
} else {
  setUp();
  build();
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=test/with-s3/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${root}reports/s3.json`,
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}
