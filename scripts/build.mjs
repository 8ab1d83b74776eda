/** Builds the packages, each after those it depends on, and only those whose sources changed (`npm run build`). */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const PACKAGES = ['core', 'store', 's3', 'dashboard', 'node', 'express', 'koa'];
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
    run(name, folder, ['tsup', 'dist', 'cli-default.js']);
    // Web pages, beside the module that hands them to servers.
    if (existsSync(join(folder, 'vite.config.ts'))) run(name, folder, ['vite', 'bin', 'vite.js'], 'build');
    mkdirSync(join(root, '.setup'), { recursive: true });
    writeFileSync(stamp, wanted);
  }
}

function run(name, folder, tool, ...args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', ...tool), ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`building @aperturejs/${name} failed\n${stdout}${stderr}`);
}

function sourcesOf(folder) {
  const sources = ['src', 'public']
    .filter((part) => existsSync(join(folder, part)))
    .flatMap((part) => readdirSync(join(folder, part), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const beside = ['package.json', 'tsconfig.json', 'tsup.config.ts', 'vite.config.ts', 'index.html'];
  return [...beside.filter((file) => existsSync(join(folder, file))), ...sources].sort();
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  build();
}
