/** Hosts as requests name them. */

/**
 * The name in a `Host` header, in lower case and without port and brackets. Null if it is not a plain host with an
 * optional port: `evil/?`, `a@b` and the like are read in different ways by different programs (CVE-2026-49468).
 */
export function hostName(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host);
  return match ? (match[1] ?? (match[2] as string)).toLowerCase() : null;
}
