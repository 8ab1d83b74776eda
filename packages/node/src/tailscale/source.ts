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
      return answer && identityOf(answer);
    } catch (cause) {
      const message = 'the Tailscale daemon of the gateway cannot be asked who calls; try again later';
      throw new GatewayError('identity_unavailable', message, { cause });
    }
  };
  const identityAt = rememberAnswers(
    ask,
    (identity) => (identity ? lifetime : Math.min(lifetime, STRANGER_FOR)),
    MAX_PEERS,
  );

  return {
    type: 'tailscale',
    headers: [],
    byNetwork: true,
    identify({ remoteAddress, remotePort, forwardedFor }) {
      const peer =
        forwardedFor === undefined
          ? peerOf(remoteAddress, config.userspace ? remotePort : undefined)
          : peerOf(forwardedFor, undefined);
      return peer === null ? null : identityAt(peer);
    },
  };
}

/**
 * What to ask the daemon about a peer, or null for one that it cannot know.
 *
 * @param loopbackPort the port of a peer whose connection the daemon may have passed on from a loopback address, as it
 *   does with userspace networking. It knows such a connection by its port, which no other connection has soon after:
 *   TIME_WAIT outlasts the cache.
 */
function peerOf(remoteAddress: string | undefined, loopbackPort: number | undefined): string | null {
  // A socket that listens on IPv6 shows IPv4 peers in mapped form.
  const address = remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
  if (isIP(address) === 0) return null;
  if (isIn(TAILNET, address)) return address;
  if (loopbackPort === undefined || !isIn(LOOPBACK, address)) return null;
  return isIPv6(address) ? `[${address}]:${loopbackPort}` : `${address}:${loopbackPort}`;
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
