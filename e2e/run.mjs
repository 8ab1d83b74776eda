/** `npm run e2e`: installs the real clients if needed, builds the packages if needed, and runs the tests. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/build.mjs';
import { setUp } from '../scripts/setup.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

/** The clients are large and change seldom: they are installed again only when the lockfile changed. */
function install() {
  const stamp = `${here}node_modules/.lockfile-sha256`;
  const wanted = createHash('sha256')
    .update(readFileSync(`${here}package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
  writeFileSync(stamp, wanted);
}

function run(command, args, cwd = root) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

setUp();
build();
install();
run(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config=e2e/vitest.config.mjs',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${root}reports/e2e.json`,
  ...process.argv.slice(2),
]);
