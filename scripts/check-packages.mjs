/** Checks each package as a stranger would get it: its exports, its types, its files (`npm run check:packages`). */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const PACKAGES = ['core', 'store', 's3', 'dashboard', 'node', 'express', 'koa'];

build();

const checks = PACKAGES.flatMap((name) => [
  ['publint', `packages/${name}`, '--strict'],
  // The packages are ES modules for Node 20.19 and up, which can load them with require() as well.
  ['attw', '--pack', `packages/${name}`, '--profile', 'esm-only'],
]);

let failed = 0;
for (const [tool, ...args] of [...checks, ['knip']]) {
  process.stdout.write(`\n$ ${[tool, ...args].join(' ')}\n`);
  const { status } = spawnSync('npx', ['--no-install', tool, ...args], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) failed += 1;
}
process.stdout.write(`\n${failed} of ${checks.length + 1} package checks failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
