/**
 * `npm run tailnet`: the gateway on a real tailnet of this machine's own. Builds the real daemon and a real control server,
 * makes the network and runs the tests in it. Where that cannot be, it says so in one line, and into reports/tailnet.skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { setUp } from '../../scripts/setup.mjs';
import { install } from '../install.mjs';
import { findGo, whyNot } from './able.mjs';
import { buildBinaries } from './binaries.mjs';
import { makeHub, removeAll, removeLeftovers } from './network.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const reason = whyNot();
if (reason !== null) {
  mkdirSync(`${root}reports`, { recursive: true });
  writeFileSync(`${root}reports/tailnet.skipped`, `${reason}\n`);
  process.stdout.write(`skipped: tailnet: ${reason}\n`);
  process.exit(0);
}

setUp();
build();
install();
const binaries = buildBinaries(findGo());

removeLeftovers();
// The test run gets these signals as well, and this process goes on to clear up behind it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const directory = mkdtempSync(join(tmpdir(), 'aperture-tailnet-'));
try {
  const hub = makeHub();
  const { status, error } = spawnSync(
    'nsenter',
    [
      `--net=/run/netns/${hub}`,
      process.execPath,
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=e2e/tailnet/vitest.config.mjs',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${root}reports/tailnet.json`,
      ...process.argv.slice(2),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        APERTURE_TAILNET_HUB: hub,
        APERTURE_TAILNET_BINARIES: binaries,
        APERTURE_TAILNET_DIRECTORY: directory,
      },
    },
  );
  if (error) throw error;
  process.exitCode = status ?? 1;
} finally {
  removeAll();
  rmSync(directory, { recursive: true, force: true });
}
