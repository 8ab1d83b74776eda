/**
 * Keeps web pages of others away from the gateway's own API and its figures. There are no CORS headers, so that a page of another origin
 * reads nothing; but it could write, and by DNS rebinding it is of the gateway's own origin and reads as well.
 */
import { CROSS_SITE, isForeignPage, isOwnName } from '../access/cross-site.ts';
import { hostName } from '../access/host-name.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { Identity } from '../ports/identity.ts';
import type { Running } from '../running.ts';
import { headerValue } from '../wire/header-list.ts';
import type { RawRequest } from '../wire/raw.ts';

/**
 * The refusal of a request that a foreign page may be behind, or null.
 *
 * A page that came by DNS rebinding sends neither `Origin` nor, over plain HTTP, `Sec-Fetch-Site` when it reads: only the
 * name that it uses gives it away, so all who are not known by a credential that they carry must use one of the gateway's.
 */
export function refuseForeign(
  { method, url, headers }: RawRequest,
  { sources, snapshot }: Pick<Running, 'sources' | 'snapshot'>,
  identity: Identity,
): Refusal | null {
  const host = headerValue(headers, 'host') ?? new URL(url).host;
  if (!isCarried(identity, sources) && !isOwnName(host, snapshot.server.hosts)) return strangeName(host);
  return method !== 'GET' && method !== 'HEAD' && isForeignPage(headers, host) ? CROSS_SITE : null;
}

/** True if no browser brings along by itself what told who calls: a key or a token in a header. */
function isCarried({ source }: Identity, sources: Running['sources']): boolean {
  const told = sources.filter(({ type }) => type === source);
  return told.length > 0 && told.every(({ byNetwork }) => !byNetwork);
}

function strangeName(host: string): Refusal {
  const name = hostName(host);
  const called = name === null ? 'by no name' : `by the name ${JSON.stringify(name)}, which it does not know`;
  return refuse(
    'cross_site',
    `the request calls the gateway ${called}; if it is the gateway's own, server.hosts must list it`,
  );
}
