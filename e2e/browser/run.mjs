/** `npm run browser`: sees to a Chromium, builds the packages if needed, and runs the tests of the dashboard in it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { setUp } from '../../scripts/setup.mjs';
import { installChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

setUp();
build();
installChromium();

const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config=e2e/browser/vitest.config.mjs',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${root}reports/browser.json`,
];
const { status } = spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
