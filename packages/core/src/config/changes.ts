/** What changed from one config to the next, part by part, in words that hold no secret: both are as they are shown. */
import type { ConfigChange } from '../ports/config-history.ts';
import { pathText } from '../wording/path-text.ts';
import { consequenceOf, destination, isDestination, isOwner, keysIn } from './consequence.ts';
import { parseDocument } from './document.ts';
import { LIKE_REFERENCE } from './secrets/place.ts';
import { valueOf, type Path } from './tree.ts';

/** More than anybody reads of one save. */
const MAX_CHANGES = 200;
const MAX_SHOWN = 80;

/** Fields that take effect when the server starts the next time. */
const AT_START: ReadonlySet<string> = new Set(['server.host', 'server.port', 'server.max_header_bytes']);

/**
 * Tells the changes between two texts with references in place of secrets.
 *
 * @param before null if there was none
 */
export function changesBetween(before: string | null, after: string): ConfigChange[] {
  if (before === null || before === after) return [];
  const found: Found[] = [];
  const old = read(before);
  const keys = keysIn(old);
  compare(old, read(after), [], NOTHING);
  if (found.length === 0) {
    return [{ path: '', kind: 'changed', text: 'comments, order or layout, and nothing else' }];
  }
  // Those with a consequence come first: nobody is to hide one behind many others.
  const changes = [...found.filter(({ grave }) => grave), ...found.filter(({ grave }) => !grave)].map(
    ({ change }) => change,
  );
  const more = changes.length - MAX_CHANGES;
  if (more <= 0) return changes;
  return [...changes.slice(0, MAX_CHANGES), { path: '', kind: 'changed', text: `and ${more} more changes` }];

  function compare(one: unknown, other: unknown, path: Path, above: Around): void {
    if (same(one, other)) return;
    const around = isOwner(path) ? { ...above, owner: other } : above;
    if (isObject(one) && isObject(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        compare(one[key], other[key], [...path, key], { ...around, parent: other });
      }
    } else if (Array.isArray(one) && Array.isArray(other)) {
      compareLists(one, other, path, around);
    } else if (one === undefined) {
      tell('added', path, `: ${shown(other, path)}`, consequenceOf(path, other, around, keys));
    } else if (other === undefined) {
      tell('removed', path, '');
    } else {
      const grave = consequenceOf(path, other, around, keys);
      if (!isDestination(path) && (hasKey(one) || hasKey(other))) {
        const what = hasKey(other) ? 'another key' : `${shortly(other)} in place of a key`;
        tell('changed', path, `: ${what}`, grave);
      } else {
        tell('changed', path, `: ${shown(one, path)} → ${shown(other, path)}`, grave);
      }
    }
  }

  /** What stands in both is let be, wherever it moved to; of the rest, entry is compared with entry. */
  function compareLists(one: readonly unknown[], other: readonly unknown[], path: Path, above: Around): void {
    const gone = unmatched(one, other);
    const come = unmatched(other, one);
    for (let i = 0; i < Math.max(gone.length, come.length); i++) {
      const from = gone[i];
      const to = come[i];
      if (to === undefined) tell('removed', [...path, (from as Entry).index], `: ${shortly(from?.value)}`);
      else compare(from?.value, to.value, [...path, to.index], above);
    }
    if (gone.length === 0 && come.length === 0) tell('changed', path, ': another order');
  }

  function tell(kind: ConfigChange['kind'], path: Path, what: string, consequence = ''): void {
    const place = pathText(path);
    const word = kind === 'changed' ? '' : ` ${kind}`;
    const later = AT_START.has(place) ? '; takes effect when the server starts again' : '';
    const text = `${place}${word}${what}${consequence}${later}`;
    found.push({ change: { path: place, kind, text }, grave: consequence !== '' });
  }
}

interface Found {
  readonly change: ConfigChange;
  /** It has a consequence for a key. */
  readonly grave: boolean;
}

/** What a value belongs to, as that is now. */
interface Around {
  /** The provider, hook or the like. */
  readonly owner: unknown;
  /** The object that it is a field of. */
  readonly parent: unknown;
}

const NOTHING: Around = { owner: null, parent: null };

interface Entry {
  readonly index: number;
  readonly value: unknown;
}

function read(text: string): unknown {
  const { root } = parseDocument(text);
  return root ? valueOf(root) : {};
}

/** The entries of a list that another has not, or not as often. */
function unmatched(list: readonly unknown[], other: readonly unknown[]): Entry[] {
  const left = other.map((value) => JSON.stringify(value));
  return list.flatMap((value, index) => {
    const at = left.indexOf(JSON.stringify(value));
    if (at === -1) return [{ index, value }];
    left.splice(at, 1);
    return [];
  });
}

function hasKey(value: unknown): boolean {
  return typeof value === 'string' && value.search(LIKE_REFERENCE) !== -1;
}

/** A value in a line; of where something is sent always the host, if it can be told. */
function shown(value: unknown, path: Path): string {
  return (isDestination(path) ? destination(value) : null) ?? shortly(value);
}

/** A value in a line; of one with keys in it nothing but that. */
function shortly(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(LIKE_REFERENCE, '(key)');
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
