/** Peers of the tailnet, told apart by the Tailscale daemon of this machine. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import {
  GatewayError,
  parseDuration,
  type Identity,
  type IdentitySource,
  type TailscaleConfig,
} from '@aperturejs/core';
import { rememberAnswers } from './answers.ts';
import { whoIs } from './local-api.ts';
import { identityOf } from './peer.ts';

/** The addresses that Tailscale gives to devices. Who has one cannot be another device within `cache`. */
const TAILNET = new BlockList();
TAILNET.addSubnet('100.64.0.0', 10, 'ipv4');
TAILNET.addSubnet('fd7a:115c:a1e0::', 48, 'ipv6');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const MAX_PEERS = 10_000;
/** Milliseconds. A device that was let in just now should not have to wait for the rest of `cache`. */
const STRANGER_FOR = 1000;

/**
 * A source that asks the daemon who a peer is. Peers that cannot be of the tailnet are left to the next source, without
 * a question; if the daemon cannot be asked, nobody is let in, by no source.
 */
export function createTailscaleSource(config: TailscaleConfig): IdentitySource {
  const lifetime = parseDuration(config.cache);
  const timeout = parseDuration(config.timeout);

  const ask = async (peer: string): Promise<Identity | null> => {
    try {
      const answer = await whoIs(peer, config, timeout);
      return answer && identityOf(answer, config.capability);
    } catch (cause) {
      const message = 'the Tailscale daemon of the gateway cannot be asked who calls; try again later';
      throw new GatewayError('identity_unavailable', message, { cause });
    }
  };
  const identityAt = rememberAnswers(
    ask,
    // What came from no device once, on a connection from this machine, will not come from one later.
    (identity, peer) => (identity || isIP(peer) === 0 ? lifetime : Math.min(lifetime, STRANGER_FOR)),
    MAX_PEERS,
  );

  return {
    type: 'tailscale',
    headers: [],
    byNetwork: true,
    identify({ remoteAddress, remotePort, forwardedFor, connection }) {
      const address = plain(forwardedFor ?? remoteAddress);
      if (isIP(address) === 0) return null;
      if (isIn(TAILNET, address)) return identityAt(address);
      if (!config.userspace || forwardedFor !== undefined || remotePort === undefined) return null;
      if (!isIn(LOOPBACK, address)) return null;
      const peer = isIPv6(address) ? `[${address}]:${remotePort}` : `${address}:${remotePort}`;
      // Without the connection, the answer of before could be that of somebody who had the port before.
      return connection ? identityAt(peer, `${peer} ${numberOf(connection)}`) : ask(peer);
    },
  };
}

/**
 * Numbers the connections that the daemon may have passed on from a loopback address, as it does with userspace
 * networking. It knows whose such a connection is by the port. The next connection from that port may be another peer's or
 * a local program's: on loopback, Linux gives ports out again after a second of TIME_WAIT (tcp_tw_reuse), or at once.
 */
const numbers = new WeakMap<object, number>();
let last = 0;

function numberOf(connection: object): number {
  const known = numbers.get(connection);
  if (known !== undefined) return known;
  last += 1;
  numbers.set(connection, last);
  return last;
}

/** A socket that listens on IPv6 shows IPv4 peers in mapped form. */
function plain(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
