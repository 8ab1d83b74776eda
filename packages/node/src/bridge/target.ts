/**
 * The absolute URL of a request. Who may do what, and where it goes, is decided on its path, so there is exactly one
 * path: normalised here, by the rules of the URL standard, before anybody looks at it (field.md D5, D11).
 */
import { BadRequest } from './node-http.ts';

/** Targets that the URL standard leaves as they are. A `%`, or a dot behind a slash, may be a dot segment: not here. */
const PLAIN = /^\/(?!\.)(?:[\w\-.~!$&'()*+,;=:@]|\/(?!\.))*(?:\?[\w\-.~!$&()*+,;=:@%/?]*)?$/;
/** The scheme and authority of a target in absolute form. They are not believed: the Host header is. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:[\\/]{2}[^\\/?#]*/i;
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Path and query of a request target, normalised as `new URL` does it, without a fragment.
 *
 * @param target origin form, absolute form or `*` (RFC 9112 section 3.2)
 */
export function pathOf(target: string): string {
  if (PLAIN.test(target)) return target;
  let path = target.replace(ABSOLUTE, '');
  if (path === '*' || path === '' || path.startsWith('?')) path = `/${path}`;
  if (!path.startsWith('/') && !path.startsWith('\\'))
    throw new BadRequest('the request target is not a path');
  const url = new URL(`http://localhost${path}`);
  url.hash = '';
  return url.href.slice(url.origin.length);
}

/**
 * Makes a function that gives the origin of a request: `http://gateway.example:8080`. It remembers the last answer,
 * because the clients of a gateway call it by one name.
 */
export function createOriginReader(): (secure: boolean, host: string | undefined) => string {
  let lastHost: string | undefined;
  let lastSecure = false;
  let lastOrigin = 'http://localhost';
  return (secure, host) => {
    if (host === lastHost && secure === lastSecure) return lastOrigin;
    const origin = originOf(secure, host);
    lastHost = host;
    lastSecure = secure;
    return (lastOrigin = origin);
  };
}

function originOf(secure: boolean, host: string | undefined): string {
  const scheme = secure ? 'https' : 'http';
  // HTTP/1.0 may leave the host out. This machine's own name then: browsers, which DNS may mislead, always send one.
  if (host === undefined) return `${scheme}://localhost`;
  const origin =
    HOST.test(host) && URL.canParse(`${scheme}://${host}`) && new URL(`${scheme}://${host}`).origin;
  if (!origin) throw new BadRequest('the Host header is not a host name with an optional port');
  return origin;
}
