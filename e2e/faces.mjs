/** The ways in which people run the gateway, each started as they would start it: as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = createRequire(import.meta.url).resolve('@aperturejs/node/package.json');
const aperture = join(dirname(manifest), createRequire(import.meta.url)(manifest).bin.aperture);

const START_LIMIT = 30_000;
const STOP_LIMIT = 10_000;

const example = (name) => () => [join(root, 'examples', name, 'server.js')];

/**
 * Command lines by name, and the headers that a client needs besides. The examples take their config and port from the
 * environment.
 *
 * @type {Record<string, { command: (config: string) => string[], headers?: Record<string, string> }>}
 */
export const FACES = {
  'aperture serve': { command: (config) => [aperture, 'serve', '--port', '0', '--config', config] },
  'Express 5': { command: example('express') },
  'Koa 3': { command: example('koa') },
  'an existing gateway': {
    command: example('existing-gateway'),
    headers: { cookie: 'session=session-of-alice' },
  },
};

/** Further ones, for tests that ask for them by name. */
const OTHERS = {
  'Express under /ai': { command: () => [join(root, 'e2e', 'mounted.mjs')] },
};

/**
 * Starts a face and waits until it says where it listens.
 *
 * @param {string} name of {@link FACES} or one of the others
 * @param {string} config path of the config file
 */
export async function startFace(name, config) {
  const { command, headers = {} } = FACES[name] ?? OTHERS[name];
  const child = spawn(process.execPath, command(config), {
    // No condition: what runs is the build, as it is published.
    env: { PATH: process.env.PATH, PORT: '0', APERTURE_CONFIG: config },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const exit = once(child, 'close');

  const limit = setTimeout(() => child.kill('SIGKILL'), START_LIMIT);
  const url = await new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      log += `${line}\n`;
      const found = /http:\/\/[\w.]+:\d+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    exit.then(
      ([code]) => reject(new Error(`${name} ended with ${code} before it listened:\n${log}`)),
      reject,
    );
  });
  clearTimeout(limit);

  return {
    url,
    headers,
    /** All that it has written so far. */
    log: () => log,
    /** Asks it to end, as a service manager does; resolves to its exit code. */
    async close() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
      const [code] = await exit;
      clearTimeout(timer);
      return code;
    },
  };
}
