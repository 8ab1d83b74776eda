/**
 * Network namespaces that are joined by a bridge and lead nowhere else. All names begin with the id of the process that made
 * them, so that whatever was left by a run that was killed can be told from what is in use.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';

const PREFIX = 'aptn';
/** The bridge's own address; RFC 2544 keeps 198.18.0.0/15 for tests. */
export const HUB_ADDRESS = '198.18.0.1';
const CONFIGS = '/etc/netns';

const nameOf = (owner, part) => `${PREFIX}-${owner}-${part}`;
const ip = (...args) => {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
};

/**
 * Makes the namespace with the bridge.
 *
 * @returns {string} its name
 */
export function makeHub(owner = process.pid) {
  const hub = nameOf(owner, 'hub');
  ip('netns', 'add', hub);
  ip('-n', hub, 'link', 'set', 'lo', 'up');
  ip('-n', hub, 'link', 'add', 'name', 'br0', 'type', 'bridge');
  ip('-n', hub, 'addr', 'add', `${HUB_ADDRESS}/24`, 'dev', 'br0');
  ip('-n', hub, 'link', 'set', 'br0', 'up');
  return hub;
}

/**
 * Makes the namespace of a device, on the bridge of a hub.
 *
 * @param {string} hub
 * @param {string} part a short name
 * @param {number} number of its address, from 2
 */
export function makePlace(hub, part, number) {
  const name = `${hub.slice(0, hub.lastIndexOf('-'))}-${part}`;
  const address = `198.18.0.${number}`;
  // `ip netns exec` lays this file over /etc/resolv.conf, so that the daemon writes into it and not into the machine's.
  mkdirSync(`${CONFIGS}/${name}`, { recursive: true });
  writeFileSync(`${CONFIGS}/${name}/resolv.conf`, '');
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  ip(
    'link',
    'add',
    'name',
    'eth0',
    'netns',
    name,
    'type',
    'veth',
    'peer',
    'name',
    `v${number}`,
    'netns',
    hub,
  );
  ip('-n', hub, 'link', 'set', `v${number}`, 'master', 'br0', 'up');
  ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  ip('-n', name, 'link', 'set', 'eth0', 'up');
  const remove = () => {
    // With the namespace alone it would go too, but at some time that the kernel chooses.
    spawnSync('ip', ['-n', hub, 'link', 'del', `v${number}`]);
    removeNamespace(name);
  };
  return { name, address, remove };
}

/** Takes away what a process has made: its namespaces, and the processes in them. */
export function removeAll(owner = process.pid) {
  for (const name of namespaces()) if (name.startsWith(nameOf(owner, ''))) removeNamespace(name);
}

/** Takes away what processes have left that are no more. */
export function removeLeftovers() {
  for (const name of namespaces()) {
    const owner = new RegExp(`^${PREFIX}-(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) removeNamespace(name);
  }
}

function namespaces() {
  return spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' })
    .stdout.split('\n')
    .map((line) => line.split(' ')[0]);
}

function removeNamespace(name) {
  const { stdout } = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' });
  for (const pid of stdout.split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  spawnSync('ip', ['netns', 'del', name]);
  rmSync(`${CONFIGS}/${name}`, { recursive: true, force: true });
  if (existsSync(CONFIGS) && readdirSync(CONFIGS).length === 0) rmdirSync(CONFIGS);
}
