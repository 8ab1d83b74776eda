/** A device of the tailnet: a namespace with a Tailscale daemon of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePlace } from './network.mjs';
import { run, startProgram, until } from './programs.mjs';

/**
 * Makes a device and starts its daemon, which has not joined any tailnet yet.
 *
 * @param {{ hub: string, binaries: string, directory: string, name: string, number: number, userspace?: boolean }} settings
 *   `userspace` is for a daemon without a network interface of its own
 */
export async function startDevice({ hub, binaries, directory, name, number, userspace = false }) {
  const place = makePlace(hub, name, number);
  mkdirSync(directory, { recursive: true });
  const socket = join(directory, 'tailscaled.sock');
  // Which daemon is meant has to be said, since there are several on this machine. Everything else is said as people say it.
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'tailscale'),
    `#!/bin/sh\nexec '${join(binaries, 'tailscale')}' --socket='${socket}' "$@"\n`,
    { mode: 0o755 },
  );
  const within = (command) => ['ip', 'netns', 'exec', place.name, ...command];
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: directory };

  // There is no iptables here, and nothing that it would have to keep apart.
  const settings = [`--hostname=${name}`, '--netfilter-mode=off', '--timeout=30s'];
  const tailscale = (...args) => run(within([join(bin, 'tailscale'), ...args]), { env });
  const status = async () => JSON.parse(await tailscale('status', '--json'));
  const startDaemon = () =>
    startProgram(
      within([
        join(binaries, 'tailscaled'),
        `--statedir=${directory}`,
        `--socket=${socket}`,
        '--port=41641',
        '--no-logs-no-support',
        ...(userspace ? ['--tun=userspace-networking'] : []),
      ]),
      { env: { ...env, SSL_CERT_FILE: join(binaries, 'cert.pem') } },
    );
  let daemon = startDaemon();
  await until(`the daemon of ${name}`, status);

  return {
    name,
    socket,
    directory,
    env,
    /** The address outside of the tailnet. */
    address: place.address,
    within,
    /** Runs a program here. */
    run: (command, options) => run(within(command), { env, cwd: directory, ...options }),
    /** Starts one that stays. */
    start: (command, options) => startProgram(within(command), { env, cwd: directory, ...options }),
    tailscale,
    status,
    log: () => daemon.log(),
    /** Joins the tailnet it was in before. */
    rejoin: (url) => tailscale('up', `--login-server=${url}`, ...settings),
    /** Joins a tailnet. */
    async join({ url, key }) {
      await tailscale('up', `--login-server=${url}`, `--auth-key=${key}`, ...settings);
    },
    /** Its addresses in the tailnet, and the name of it that never changes. */
    async self() {
      const { Self } = await until(
        `${name} to be up`,
        status,
        ({ BackendState }) => BackendState === 'Running',
      );
      return { v4: Self.TailscaleIPs[0], v6: Self.TailscaleIPs[1], node: Self.ID };
    },
    /** What becomes of the daemon. */
    pause: () => daemon.signal('SIGSTOP'),
    resume: () => daemon.signal('SIGCONT'),
    stopDaemon: (signal) => daemon.close(signal),
    startDaemon() {
      daemon = startDaemon();
    },
    async close() {
      daemon.signal('SIGCONT');
      await daemon.close();
      place.remove();
    },
  };
}
