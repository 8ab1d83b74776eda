/** What a change means for the keys that stay as they are: that an admin sends one elsewhere is to be seen. */
import { LIKE_REFERENCE } from './secrets/place.ts';
import type { Path } from './tree.ts';

/** What stands for a key in a config as it is shown: a reference, or a macro. */
const KEYS = new RegExp(`${LIKE_REFERENCE.source}|\\$\\{[^{}]*\\}`, 'g');

/** Fields that tell where something is sent. Nothing is to `jwks_url`. */
const DESTINATION = /^(?!jwks_)(?:baseurl|address|endpoint|(?:\w+_)?ur[il])$/;

/** How many steps lead to what has keys and a destination of its own, by section: two to `providers.openai`. */
const OWNER_DEPTHS: Readonly<Record<string, number>> = {
  connectors: 3,
  database: 1,
  exporters: 2,
  hooks: 2,
  identity: 2,
  mcp: 3,
  providers: 2,
};

/** More than hosts have; a path that long may be there to hide one. */
const MAX_DESTINATION = 80;

/** The keys in a part of a config as it is shown. */
export function keysIn(value: unknown): ReadonlySet<string> {
  return new Set(JSON.stringify(value ?? null).match(KEYS));
}

/** True for what the destinations somewhere below are told with: a provider, a hook, an entry of `identity`. */
export function isOwner(path: Path): boolean {
  return path.length === OWNER_DEPTHS[String(path[0])];
}

/** True for a field that tells where something is sent. */
export function isDestination(path: Path): boolean {
  const field = path.at(-1);
  return Object.hasOwn(OWNER_DEPTHS, String(path[0])) && typeof field === 'string' && DESTINATION.test(field);
}

/** A destination in a line, or null if its host cannot be told. A path that is long, or has a key in it, is not shown. */
export function destination(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const secret = value.search(KEYS) !== -1;
  // Before an `@` there may be what looks like another host.
  if (!secret && !value.includes('@') && value.length <= MAX_DESTINATION) return JSON.stringify(value);
  const url = URL.parse(value);
  if (!url || url.host === '' || url.host.search(LIKE_REFERENCE) !== -1) return null;
  return JSON.stringify(`${url.protocol}//${url.host}/…`);
}

/**
 * What becomes of keys that were there before; empty if it is nothing new.
 *
 * @param path of what was added or changed
 * @param value as it is now
 * @param around what it belongs to, as that is now
 * @param before the keys of the config as it was
 */
export function consequenceOf(
  path: Path,
  value: unknown,
  around: { readonly owner: unknown; readonly parent: unknown },
  before: ReadonlySet<string>,
): string {
  const holds = (part: unknown): boolean => [...keysIn(part)].some((key) => before.has(key));
  if (isDestination(path)) return holds(around.owner) ? '; its stored key is sent there from now on' : '';
  if (path.at(-1) === 'models' && String(path[0]).endsWith('grants')) {
    const headers = isObject(around.parent) ? around.parent['add_headers'] : null;
    return holds(headers) ? '; its stored key is sent to their providers from now on' : '';
  }
  if (!holds(value)) return '';
  const hosts = [...new Set(destinationsIn(value, path))];
  const to = hosts.length > 0 ? `sent to ${hosts.slice(0, 5).join(', ')}` : 'used here';
  return `; a key that was stored before is ${to} from now on`;
}

function destinationsIn(value: unknown, path: Path): string[] {
  if (isDestination(path)) return [destination(value) ?? 'a host that is not shown'];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => destinationsIn(part, [...path, key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
