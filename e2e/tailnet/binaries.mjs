/**
 * The daemon, its command, the control server and a tsnet program, built from the Go module proxy in the versions of go.mod.
 * They are built once: kept in `e2e/.cache`, or where APERTURE_E2E_CACHE says. Go's own caches make a second build quick.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HUB_ADDRESS } from './network.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = ['go.mod', 'go.sum', 'localapi/main.go'];
const PACKAGES = [
  'tailscale.com/cmd/tailscaled',
  'tailscale.com/cmd/tailscale',
  'github.com/juanfont/headscale/cmd/headscale',
  './localapi',
];
const OUTPUT = ['ignore', 'inherit', 'inherit'];
const FLAGS = ['-trimpath', '-ldflags=-s -w'];

/**
 * Builds what is not there, and returns its folder.
 *
 * @param {string} go
 */
export function buildBinaries(go) {
  const version = createHash('sha256');
  for (const file of SOURCES) version.update(readFileSync(join(here, file)));
  version.update(JSON.stringify([PACKAGES, FLAGS, HUB_ADDRESS, process.arch]));
  const cache = process.env.APERTURE_E2E_CACHE ?? fileURLToPath(new URL('../.cache', import.meta.url));
  const folder = join(cache, `tailnet-${version.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;

  mkdirSync(cache, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  process.stdout.write('building tailscaled, tailscale and headscale; the first time takes some minutes\n');
  const started = performance.now();
  const run = (args, cwd) => {
    const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' };
    const { status, error } = spawnSync('nice', ['-n', '10', go, ...args], { cwd, env, stdio: OUTPUT });
    if (error) throw error;
    if (status !== 0) throw new Error(`go ${args.join(' ')} ended with ${status}`);
  };
  try {
    run(['build', '-p', String(availableParallelism()), ...FLAGS, '-o', `${unfinished}/`, ...PACKAGES], here);
    // The relay speaks TLS only. Go brings a program that makes certificates for tests.
    const goroot = spawnSync(go, ['env', 'GOROOT'], { encoding: 'utf8' }).stdout.trim();
    const maker = join(goroot, 'src/crypto/tls/generate_cert.go');
    run(['run', maker, `--host=${HUB_ADDRESS}`, '--duration=87600h', '--ecdsa-curve=P256'], unfinished);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  process.stdout.write(`built in ${Math.round((performance.now() - started) / 1000)} s\n`);
  return folder;
}
