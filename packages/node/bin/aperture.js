#!/usr/bin/env node
/**
 * The `aperture` command. It stands beside the build and not in it because npm links no command whose file is missing when
 * it installs, and in a clone nothing is built by then.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';

const main = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('aperture: this clone is not built yet; run `npm run build` in it\n');
  process.exitCode = 1;
}
