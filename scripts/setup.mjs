/** Installs what the lockfile names, if it is not there already. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/** Runs `npm ci` where node_modules is missing or differs from the lockfile; needs no network otherwise. */
export function setUp() {
  if (isInstalled()) return;
  process.stderr.write('Installing dependencies …\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: fileURLToPath(root),
    // What npm prints is progress; standard output belongs to the command that asked for the set-up.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed');
}

/** Compares with the lockfile that npm keeps of what it has installed; packages for other systems may be missing. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!installed) return false;
  return Object.entries(packagesOf('package-lock.json') ?? {}).every(
    ([path, { version, optional, link }]) =>
      !path.startsWith('node_modules/') || optional || link || installed[path]?.version === version,
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(new URL(file, root), 'utf8')).packages;
  } catch {
    return null;
  }
}
