/** `npm run e2e`: installs the real clients and a Chromium if needed, builds the packages if needed, and runs the tests. */
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/build.mjs';
import { setUp } from '../scripts/setup.mjs';
import { installChromium } from './browser/chromium.mjs';
import { install, run } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

setUp();
build();
install();
installChromium();
run(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config=e2e/vitest.config.mjs',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${root}reports/e2e.json`,
  ...process.argv.slice(2),
]);
