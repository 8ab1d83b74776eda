/** Headers that `node:http2` takes once: it throws at the second. Upstreams do repeat them, and HTTP/1 lets them. */

/** Lists: joined, several lines of them mean the same (RFC 9110 section 5.3). */
const LISTS = new Set(['content-encoding', 'content-language']);

/** All others of Node's own list that this is about (`kSingleValueHeaders`, which it does not export). */
const SINGLE = new Set(
  (
    'access-control-allow-credentials access-control-max-age access-control-request-method age authorization ' +
    'content-length content-location content-md5 content-range content-type date dnt etag expires from host if-match ' +
    'if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards ' +
    'proxy-authorization range referer retry-after tk upgrade-insecure-requests user-agent x-content-type-options'
  ).split(' '),
);

/**
 * What goes out for a header that came again: both values of a list, the first of anything else.
 *
 * @param name in lower case
 * @returns null for headers that may be repeated
 */
export function singleValue(name: string, first: string, again: string): string | null {
  if (LISTS.has(name)) return `${first}, ${again}`;
  return SINGLE.has(name) ? first : null;
}
