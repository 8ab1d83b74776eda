/** Requests that a browser sends for a page of another origin. */
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { hostName } from './host-name.ts';

/**
 * True if a foreign web page makes the request. Where the network alone tells who calls, any page that the user opens
 * could otherwise act as the user (claude-code-router CVE-2025-57755): such a source must not be asked then.
 *
 * @param host the host that the request names, with its port
 */
export function isCrossSite(headers: HeaderList, host: string | undefined): boolean {
  // `same-site` is another host of the domain; `none` is the user's own doing (Fetch Metadata, 2.3).
  const site = headerValue(headers, 'sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  // Sent with every request that is not a plain GET; `null` for sandboxed pages and files.
  const origin = headerValue(headers, 'origin');
  return origin !== undefined && !isOriginOf(origin, host);
}

function isOriginOf(origin: string, host: string | undefined): boolean {
  if (host === undefined || hostName(host) === null) return false;
  const url = URL.parse(origin);
  // Written with the origin's scheme, the same default port falls away from both.
  return url !== null && url.host !== '' && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}
