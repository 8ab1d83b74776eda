/** `npm test`: everything that needs no service and no browser. Arguments go on to vitest. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';

setUp();
// The tests of what is published need the build, and those that start a thread; all others run from the sources.
build();

const root = fileURLToPath(new URL('../', import.meta.url));
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  // Without it vitest 4 does not find the projects, runs nothing of them, and says so nowhere.
  '--config=vitest.workspace.ts',
  '--reporter=default',
  '--reporter=json',
  '--outputFile.json=reports/vitest.json',
];
const { status } = spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
