/** Hosts as requests and URLs name them. */
import { isLoopback } from './address.ts';

/**
 * The name in a `Host` header, in lower case and without port and brackets. Null if it is not a plain host with an
 * optional port: `evil/?`, `a@b` and the like are read in different ways by different programs (CVE-2026-49468).
 */
export function hostName(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host);
  return match ? (match[1] ?? (match[2] as string)).toLowerCase() : null;
}

/** True for the `hostname` of a URL that leads to this machine and nowhere else. */
export function isLocalHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopback(hostname.replaceAll(/[[\]]/g, ''));
}
