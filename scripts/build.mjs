/** Builds the packages, each after those it depends on, and only those whose sources changed (`npm run build`). */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const PACKAGES = ['core', 'store', 'node', 'express', 'koa'];
/** What every package's output depends on besides its own files. */
const SHARED = ['package-lock.json', 'tsconfig.base.json', 'tsup.base.ts'];

/** Brings each `dist` folder up to date. */
export function build() {
  // A package's declarations are made from those of its dependencies: a change in one makes all later ones stale.
  const hash = createHash('sha256');
  for (const file of SHARED) hash.update(readFileSync(join(root, file)));
  for (const name of PACKAGES) {
    const folder = join(root, 'packages', name);
    for (const file of sourcesOf(folder)) hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)));
    const wanted = hash.copy().digest('hex');
    const stamp = join(root, '.setup', `${name}.built`);
    if (existsSync(join(folder, 'dist', 'index.js')) && read(stamp) === wanted) continue;

    process.stderr.write(`Building @aperturejs/${name} …\n`);
    const tsup = join(root, 'node_modules', 'tsup', 'dist', 'cli-default.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsup], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`building @aperturejs/${name} failed\n${stdout}${stderr}`);
    mkdirSync(join(root, '.setup'), { recursive: true });
    writeFileSync(stamp, wanted);
  }
}

function sourcesOf(folder) {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return ['package.json', 'tsconfig.json', 'tsup.config.ts', ...sources].sort();
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  build();
}
