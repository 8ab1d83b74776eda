/** Behind proxies: the address that a request came from before they passed it on. */
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { parseAddress } from './address.ts';

/**
 * The client's address by `X-Forwarded-For`, read from the right past every proxy that is trusted: what stands further
 * left, anybody may have written (field.md D19). Undefined if the peer is no trusted proxy or forwarded nothing.
 *
 * A hop that is no address is returned as it is: no source knows it, and nobody is taken for the proxy instead.
 *
 * @param isTrusted of `server.trusted_proxies`
 */
export function forwardedFor(
  headers: HeaderList,
  peer: string | undefined,
  isTrusted: (address: string | undefined) => boolean,
): string | undefined {
  if (!isTrusted(peer)) return undefined;
  const hops = headerValue(headers, 'x-forwarded-for')?.split(',').map(addressOf) ?? [];
  return hops.findLast((hop) => parseAddress(hop) === null || !isTrusted(hop)) ?? hops[0];
}

/** A hop without the port and the brackets that some proxies write: `203.0.113.9:5000`, `[2001:db8::1]:5000`. */
function addressOf(hop: string): string {
  const text = hop.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text);
  if (bracketed) return bracketed[1] as string;
  return /^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text;
}
