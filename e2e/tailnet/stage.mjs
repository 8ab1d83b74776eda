/** A tailnet with people on it, and what a gateway on it needs besides: a vendor, a config, and somebody who asks. */
import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startControl } from './control.mjs';
import { startDevice } from './device.mjs';
import { until } from './programs.mjs';

const require = createRequire(import.meta.url);
const manifest = require.resolve('@aperturejs/node/package.json');
const aperture = join(dirname(manifest), require(manifest).bin.aperture);

/** The name of the capability in this tailnet's policy file: headscale leaves those of tailscale.com to Tailscale. */
export const CAPABILITY = 'example.com/cap/aperture';

/** Who is there: two users, one of them in a group, a device with two tags, and somebody for whom there is no grant. */
const PEOPLE = {
  alice: { login: 'alice@example.com' },
  bob: { login: 'bob@example.com' },
  runner: { tags: ['tag:prod', 'tag:api'] },
  eve: { login: 'eve@example.com' },
};

const GATEWAY = { tags: ['tag:gateway'] };

/** Everybody may connect to everybody; what they may do there is another matter. */
export const policy = (...grants) => ({
  groups: { 'group:engineering': ['alice@example.com'] },
  tagOwners: { 'tag:gateway': [], 'tag:prod': [], 'tag:api': [] },
  grants: [{ src: ['*'], dst: ['*'], ip: ['*'] }, ...grants],
});

/**
 * Sets the stage.
 *
 * @param {{ policy?: object, gateway?: { userspace?: boolean } | null, people?: (keyof typeof PEOPLE)[] }} [settings]
 */
export async function makeTailnet({
  policy: first = policy(),
  gateway: kind = {},
  people = Object.keys(PEOPLE),
} = {}) {
  const hub = process.env.APERTURE_TAILNET_HUB;
  const binaries = process.env.APERTURE_TAILNET_BINARIES;
  const own = process.env.APERTURE_TAILNET_DIRECTORY;
  if (!hub || !binaries || !own)
    throw new Error('run these tests by "npm run tailnet", which makes the network for them');

  const directory = await mkdtemp(join(own, 'net-'));
  const closing = [() => rm(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    const control = await startControl({ binaries, directory: join(directory, 'control'), policy: first });
    closing.push(() => control.close());

    let number = 1;
    const admit = async (name, owner, options = {}) => {
      number += 1;
      const device = await startDevice({
        hub,
        binaries,
        directory: join(directory, name),
        name,
        number,
        ...options,
      });
      closing.push(() => device.close());
      if (owner) await device.join({ url: control.url, key: await control.authKey(owner) });
      return owner ? Object.assign(device, await device.self()) : device;
    };
    const gateway = kind && (await admit('gateway', GATEWAY, kind));
    const devices = {};
    const joined = await Promise.allSettled(
      people.map(async (name) => {
        devices[name] = await admit(name, PEOPLE[name]);
      }),
    );
    const failed = joined.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    const binary = (name) => join(binaries, name);
    return { control, gateway, ...devices, admit, binary, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Starts `aperture serve` on a device.
 *
 * @param {Awaited<ReturnType<typeof startDevice>>} device
 * @param {object | string} config
 * @param {{ host?: string }} [options]
 */
export async function serveOn(device, config, { host = '::' } = {}) {
  const directory = await mkdtemp(join(device.directory, 'gateway-'));
  const file = join(directory, 'aperture.hujson');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config, null, 2));
  const program = device.start(
    [process.execPath, aperture, 'serve', '--config', file, '--host', host, '--port', '0'],
    { env: { PATH: process.env.PATH, HOME: directory } },
  );
  const port = await until('the gateway', () => {
    if (program.ended) throw new Error(program.log());
    return /listening on http:\/\/\S+:(\d+)/.exec(program.log())?.[1];
  });
  return { port: Number(port), log: program.log, close: () => program.close() };
}

/**
 * Asks something from a device, as a program there would.
 *
 * @param {Awaited<ReturnType<typeof startDevice>>} device
 * @param {string} url
 * @param {{ headers?: Record<string, string>, body?: unknown, limit?: number }} [options] `limit` in seconds
 * @returns {Promise<{ status: number, body: any }>} `body` is parsed if it is JSON
 */
export async function ask(device, url, { headers = {}, body, limit = 20 } = {}) {
  const fields = Object.entries(
    body === undefined ? headers : { 'content-type': 'application/json', ...headers },
  );
  const output = await device.run([
    'curl',
    '--silent',
    '--show-error',
    '--noproxy',
    '*',
    '--max-time',
    String(limit),
    '--write-out',
    String.raw`\n%{http_code}`,
    ...fields.flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...(body === undefined ? [] : ['--data-binary', JSON.stringify(body)]),
    url,
  ]);
  const end = output.lastIndexOf('\n');
  const text = output.slice(0, end);
  let parsed = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // What is no JSON stays text.
  }
  return { status: Number(output.slice(end + 1)), body: parsed };
}
