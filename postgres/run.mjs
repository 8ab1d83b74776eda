/** `npm run postgres`: installs the server if needed, builds the packages if needed, and runs the tests. */
import { fileURLToPath } from 'node:url';
import { install, run } from '../e2e/install.mjs';
import { build } from '../scripts/build.mjs';
import { setUp } from '../scripts/setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

setUp();
// The store's thread is run from the build.
build();
install(fileURLToPath(new URL('.', import.meta.url)));
run(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config=postgres/vitest.config.mjs',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${root}reports/postgres.json`,
  ...process.argv.slice(2),
]);
