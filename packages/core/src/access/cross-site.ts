/** Requests that a browser sends for a page of another origin. */
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import type { Identification, IdentitySource } from '../ports/identity.ts';
import { hasHeader, headerValue, type HeaderList } from '../wire/header-list.ts';
import { parseAddress } from './address.ts';
import { hostName } from './host-name.ts';

/** What a foreign web page is told. */
export const CROSS_SITE: Refusal = refuse(
  'cross_site',
  "a web page of another origin may not use the gateway in your name; if it is the gateway's own, server.hosts must list its host",
);

/** A source that goes by the network, made deaf to foreign web pages. Other sources stay as they are. */
export function guardAgainstPages(source: IdentitySource, hosts: readonly string[]): IdentitySource {
  if (!source.byNetwork) return source;
  return {
    type: source.type,
    headers: source.headers,
    byNetwork: true,
    identify(caller) {
      const judge = (said: Identification): Identification =>
        said && !isRefusal(said) && isCrossSite(caller.headers, caller.host, hosts) ? CROSS_SITE : said;
      const said = source.identify(caller);
      return said && 'then' in said ? said.then(judge) : judge(said);
    },
    close: () => source.close?.(),
  };
}

/**
 * True if a foreign web page makes the request. Where the network alone tells who calls, any page that the user opens
 * could otherwise act as the user (claude-code-router CVE-2025-57755): such a source must not be asked then.
 *
 * By DNS rebinding a page reaches the gateway under the page's own name, and then is of the same origin: so a page, and
 * only a page, must use a name that is the gateway's. Programs send no `Origin` and may use any name.
 *
 * @param host the host that the request names, with its port
 * @param hosts the names of `server.hosts`
 */
export function isCrossSite(
  headers: HeaderList,
  host: string | undefined,
  hosts: readonly string[],
): boolean {
  return isForeignPage(headers, host) || (hasHeader(headers, 'origin') && !isOwnName(host, hosts));
}

/** True if a web page makes the request and says that it is of another origin than the host that it names. */
export function isForeignPage(headers: HeaderList, host: string | undefined): boolean {
  // `same-site` is another host of the domain; `none` is the user's own doing (Fetch Metadata, 2.3).
  const site = headerValue(headers, 'sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  // Sent with every request that is not a plain GET; `null` for sandboxed pages and files.
  const origin = headerValue(headers, 'origin');
  return origin !== undefined && !isOriginOf(origin, host);
}

/** True for a name that no stranger's DNS can give to the gateway's address, and for a configured one. */
export function isOwnName(host: string | undefined, hosts: readonly string[]): boolean {
  const name = host === undefined ? null : hostName(host);
  if (name === null) return false;
  return (
    !name.includes('.') || name.endsWith('.ts.net') || parseAddress(name) !== null || hosts.includes(name)
  );
}

function isOriginOf(origin: string, host: string | undefined): boolean {
  if (host === undefined || hostName(host) === null) return false;
  const url = URL.parse(origin);
  // Written with the origin's scheme, the same default port falls away from both.
  return url !== null && url.host !== '' && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}
