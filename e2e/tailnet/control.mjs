/** A control server: headscale, as it is. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HUB_ADDRESS } from './network.mjs';
import { run, startProgram, until } from './programs.mjs';

const PORT = 8080;
/** What follows the names of devices: `gateway.tailnet.test`. */
export const DOMAIN = 'tailnet.test';

/**
 * Starts one on the hub.
 *
 * @param {{ binaries: string, directory: string, policy: object }} settings
 */
export async function startControl({ binaries, directory, policy }) {
  mkdirSync(directory, { recursive: true });
  const file = (name) => join(directory, name);
  const writePolicy = (value) => writeFileSync(file('policy.hujson'), JSON.stringify(value, null, 2));
  writePolicy(policy);
  writeFileSync(file('config.yaml'), JSON.stringify(configOf(file, binaries)));

  const headscale = join(binaries, 'headscale');
  const command = (...args) => [headscale, '--config', file('config.yaml'), ...args];
  const program = startProgram(command('serve'), { cwd: directory });
  const ask = async (...args) => JSON.parse(await run(command(...args, '--output', 'json')));
  await until('headscale', async () => {
    if (program.ended) throw new Error(program.log());
    await ask('users', 'list');
    return true;
  });

  const users = new Map();
  return {
    url: `https://${HUB_ADDRESS}:${PORT}`,
    log: program.log,
    /** A key that lets a device in as this user's, or as one with these tags. */
    async authKey({ login, tags }) {
      const owner = tags ? ['--tags', tags.join(',')] : ['--user', String(await userId(login))];
      return (await ask('preauthkeys', 'create', ...owner)).key;
    },
    /** The devices that there are. */
    devices: () => ask('nodes', 'list'),
    async setTags(id, tags) {
      await ask('nodes', 'tag', '--identifier', String(id), '--tags', tags.join(','));
    },
    async remove(id) {
      await ask('nodes', 'delete', '--identifier', String(id), '--force');
    },
    /** Puts another policy into force. */
    setPolicy(value) {
      writePolicy(value);
      program.signal('SIGHUP');
    },
    close: () => program.close(),
  };

  async function userId(login) {
    if (!users.has(login)) {
      const name = login.split('@')[0];
      const display = name[0].toUpperCase() + name.slice(1);
      const made = await ask('users', 'create', name, '--email', login, '--display-name', display);
      users.set(login, made.id);
    }
    return users.get(login);
  }
}

/** JSON is YAML too. */
const configOf = (file, certificates) => ({
  server_url: `https://${HUB_ADDRESS}:${PORT}`,
  listen_addr: `${HUB_ADDRESS}:${PORT}`,
  tls_cert_path: join(certificates, 'cert.pem'),
  tls_key_path: join(certificates, 'key.pem'),
  metrics_listen_addr: '127.0.0.1:0',
  grpc_listen_addr: '127.0.0.1:0',
  noise: { private_key_path: file('noise.key') },
  prefixes: { v4: '100.64.0.0/10', v6: 'fd7a:115c:a1e0::/48', allocation: 'sequential' },
  derp: {
    // Devices meet here, and then talk directly.
    server: {
      enabled: true,
      region_id: 999,
      region_code: 'hub',
      region_name: 'hub',
      verify_clients: false,
      stun_listen_addr: `${HUB_ADDRESS}:3478`,
      private_key_path: file('derp.key'),
      automatically_add_embedded_derp_region: true,
      ipv4: HUB_ADDRESS,
    },
    urls: [],
    paths: [],
    auto_update_enabled: false,
  },
  disable_check_updates: true,
  database: { type: 'sqlite', sqlite: { path: file('db.sqlite'), write_ahead_log: true } },
  log: { level: 'info', format: 'text' },
  policy: { mode: 'file', path: file('policy.hujson') },
  dns: { magic_dns: true, base_domain: DOMAIN, override_local_dns: false, nameservers: { global: [] } },
  unix_socket: file('headscale.sock'),
  unix_socket_permission: '0700',
  logtail: { enabled: false },
});
