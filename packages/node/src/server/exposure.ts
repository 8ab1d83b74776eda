/** Whether a server may be seen from where it wants to listen. */
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Why a server must not listen on this host, or null.
 *
 * Loopback identity lets every process of the machine in, and beyond the machine nobody. A server that listens on the
 * network with nothing else is either a mistake or one forwarding header away from an open gateway, so it does not start.
 *
 * @param sources the types of the identity sources that will be asked
 */
export function exposureProblem(host: string, sources: readonly string[]): string | null {
  if (isLoopbackHost(host) || sources.some((type) => type !== 'loopback')) return null;
  return (
    `refusing to listen on ${host}: the config has no identity source that could tell callers beyond this machine ` +
    'apart. Add one under "identity" (tailscale, header, key or jwt), or listen on 127.0.0.1'
  );
}

/** A name other than `localhost` counts as beyond: what it resolves to is not ours to say. */
function isLoopbackHost(host: string): boolean {
  if (host === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
