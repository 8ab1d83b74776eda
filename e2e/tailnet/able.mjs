/** Whether this machine can make a tailnet of its own, and what for it has. */
import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';

/** Where Go stands if it is not on the PATH: its own installer puts it there. */
const GO_PLACES = ['go', '/usr/local/go/bin/go'];

/**
 * Why the tests cannot run here, in a few words; null if they can.
 *
 * @returns {string | null}
 */
export function whyNot() {
  if (process.platform !== 'linux') return `it needs network namespaces, which ${process.platform} has not`;
  if (process.getuid?.() !== 0) return 'it needs root, to make network namespaces';
  for (const tool of ['ip', 'nsenter', 'curl']) {
    if (spawnSync(tool, ['--version']).error) return `it needs the program ${tool}`;
  }
  if (!canOpenTun()) return 'it needs /dev/net/tun, which cannot be opened';
  const namespaces = whyNoNamespaces();
  if (namespaces !== null) return namespaces;
  return findGo() === null ? `it needs Go ${wantedGo()} or later, at none of: ${GO_PLACES.join(', ')}` : null;
}

/** The Go that the modules ask for, or a later one. Null if there is none. */
export function findGo() {
  return GO_PLACES.find((go) => isRecent(go)) ?? null;
}

function isRecent(go) {
  // A toolchain that would have to be fetched is none that is here.
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' };
  const { status, stdout } = spawnSync(go, ['env', 'GOVERSION'], { encoding: 'utf8', env });
  const found = status === 0 ? /^go(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout) : null;
  if (!found) return false;
  const wanted = wantedGo().split('.').map(Number);
  const has = found.slice(1).map((part) => Number(part ?? 0));
  const differing = has.findIndex((part, i) => part !== wanted[i]);
  return differing < 0 || has[differing] > wanted[differing];
}

/** What go.mod says. */
function wantedGo() {
  return /^go (\d+\.\d+\.\d+)$/m.exec(readFileSync(new URL('go.mod', import.meta.url), 'utf8'))[1];
}

function canOpenTun() {
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
    closeSync(openSync('/dev/net/tun', 'r+'));
    return true;
  } catch {
    return false;
  }
}

function whyNoNamespaces() {
  const name = `aptn-${process.pid}-able`;
  const tries = [
    ['netns', 'add', name],
    ['-n', name, 'link', 'add', 'name', 'veth0', 'type', 'veth', 'peer', 'name', 'veth1'],
    ['-n', name, 'link', 'add', 'name', 'br0', 'type', 'bridge'],
  ];
  try {
    for (const args of tries) {
      const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
      if (status !== 0) return `"ip ${args.join(' ').replaceAll(name, 'NAME')}" fails: ${stderr.trim()}`;
    }
    return null;
  } finally {
    spawnSync('ip', ['netns', 'del', name]);
  }
}
