/** Names as proxies and identity providers send them, before grants compare them. */

/**
 * True if the name can be a user's login. Names that grants give a meaning of their own are none, whoever vouches for
 * them: `*`, `(loopback)`, `tag:ci`, `group:eng`; nor is a list, which is what two headers become when joined.
 */
export function isLogin(name: string): boolean {
  if (name === '' || name.length > 256 || /[\p{Cc},*()]/u.test(name)) return false;
  return !/^(?:tag|group|autogroup):/i.test(name);
}

/** A group as grants write it: e-mail addresses and `group:eng` as they are, and `eng` as `group:eng`. */
export function toGroup(name: string): string {
  return name.includes('@') || name.startsWith('group:') ? name : `group:${name}`;
}
