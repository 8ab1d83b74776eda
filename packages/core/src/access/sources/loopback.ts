/** Programs on the gateway's own machine, all of them one caller: `(loopback)`. */
import type { Identity, IdentitySource } from '../../ports/identity.ts';
import type { HeaderList } from '../../wire/header-list.ts';
import { isLoopback } from '../address.ts';
import { hostName } from '../host-name.ts';

const LOCAL: Identity = Object.freeze({
  login: '(loopback)',
  tags: Object.freeze([]),
  groups: Object.freeze([]),
  source: 'loopback',
});

/** Written by proxies on behalf of others: whoever that other is, it is not a program of this machine. */
const FORWARDING =
  /^(?:x-forwarded-|tailscale-|(?:forwarded|via|x-real-ip|(?:x|true|x-cluster|fly)-client-ip|cf-connecting-ip)$)/i;

/**
 * A source for direct calls from this machine. The request must name a loopback host or a configured one: by DNS
 * rebinding, a web page reaches loopback services under its own name.
 *
 * @param settings `hosts` are the lower-case names that requests may use besides those of loopback
 */
export function createLoopbackSource(settings: { readonly hosts: readonly string[] }): IdentitySource {
  return {
    type: 'loopback',
    headers: [],
    byNetwork: true,
    identify({ headers, host, remoteAddress }) {
      if (!isLoopback(remoteAddress) || isForwarded(headers)) return null;
      const name = host === undefined ? null : hostName(host);
      if (name === null) return null;
      return name === 'localhost' || isLoopback(name) || settings.hosts.includes(name) ? LOCAL : null;
    },
  };
}

function isForwarded(headers: HeaderList): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    if (FORWARDING.test(headers[i] as string)) return true;
  }
  return false;
}
