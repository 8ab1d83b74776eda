/**
 * Requests that a browser sends for a page that is not the gateway's. Where no credential in the request tells who calls, any page
 * that the user opens could otherwise act as the user (claude-code-router CVE-2025-57755). Decision 0038.
 */
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import type { Caller, Identification, Identity, IdentitySource } from '../ports/identity.ts';
import { hasHeader, headerValue, type HeaderList } from '../wire/header-list.ts';
import { parseAddress } from './address.ts';
import { hostName } from './host-name.ts';

/** What a foreign web page is told. */
export const CROSS_SITE: Refusal = refuse(
  'cross_site',
  "a web page of another origin may not use the gateway in your name; if it is the gateway's own, server.hosts must list its host",
);

/** What of a request tells whether a page may be behind it. */
export type Sent = Pick<Caller, 'headers' | 'host' | 'isCall'>;

/** A source that goes by the network, made deaf to pages of others. Other sources stay as they are. */
export function guardAgainstPages(source: IdentitySource, hosts: readonly string[]): IdentitySource {
  if (!source.byNetwork) return source;
  return {
    type: source.type,
    headers: source.headers,
    byNetwork: true,
    identify(caller) {
      const judge = (said: Identification): Identification =>
        said && !isRefusal(said) ? (refuseForeign(caller, hosts) ?? said) : said;
      const said = source.identify(caller);
      return said && 'then' in said ? said.then(judge) : judge(said);
    },
    close: () => source.close?.(),
  };
}

/** True if no browser brings along by itself what told who calls: a key or a token in a header. */
export function isCarried({ source }: Identity, sources: readonly IdentitySource[]): boolean {
  const told = sources.filter(({ type }) => type === source);
  return told.length > 0 && told.every(({ byNetwork }) => !byNetwork);
}

/**
 * The refusal of a request that a page of others may be behind, or null.
 *
 * @param hosts the names of `server.hosts`
 */
export function refuseForeign(sent: Sent, hosts: readonly string[]): Refusal | null {
  return isForeignPage(sent.headers, sent.host) ? CROSS_SITE : refuseRebound(sent, hosts);
}

/**
 * The refusal of a request that may come from a page which DNS rebinding brought here, or null. Such a page is of the same
 * origin, under its own name: so what a page may be behind must use a name that is the gateway's. Programs call models by any
 * name: with such a call a browser sends an `Origin`, and with a plain GET over HTTP nothing that programs do not send.
 */
export function refuseRebound({ isCall, headers, host }: Sent, hosts: readonly string[]): Refusal | null {
  if ((isCall && !hasHeader(headers, 'origin')) || isOwnName(host, hosts)) return null;
  const name = host === undefined ? null : hostName(host);
  const called = name === null ? 'by no name' : `by the name ${JSON.stringify(name)}, which it does not know`;
  return refuse(
    'cross_site',
    `the request calls the gateway ${called}; if it is the gateway's own, server.hosts must list it`,
  );
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
function isOwnName(host: string | undefined, hosts: readonly string[]): boolean {
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
