/** What changed from one config to the next, part by part, in words that hold no secret: both are as they are shown. */
import type { ConfigChange } from '../ports.ts';
import { parseDocument } from './document.ts';
import { placeOf } from './issue-text.ts';
import { LIKE_REFERENCE } from './secrets/find.ts';
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
  const changes: ConfigChange[] = [];
  const old = read(before);
  const now = read(after);
  compare(old, now, []);
  if (changes.length === 0) {
    return [{ path: '', kind: 'changed', text: 'comments, order or layout, and nothing else' }];
  }
  const more = changes.length - MAX_CHANGES;
  if (more <= 0) return changes;
  return [...changes.slice(0, MAX_CHANGES), { path: '', kind: 'changed', text: `and ${more} more changes` }];

  function compare(one: unknown, other: unknown, path: Path): void {
    if (same(one, other)) return;
    if (isObject(one) && isObject(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        compare(one[key], other[key], [...path, key]);
      }
    } else if (Array.isArray(one) && Array.isArray(other)) {
      compareLists(one, other, path);
    } else if (one === undefined) {
      tell('added', path, `: ${shortly(other)}`);
    } else if (other === undefined) {
      tell('removed', path, '');
    } else if (hasKey(one) || hasKey(other)) {
      tell('changed', path, hasKey(other) ? ': another key' : `: ${shortly(other)} in place of a key`);
    } else {
      tell('changed', path, `: ${shortly(one)} → ${shortly(other)}${consequence(path)}`);
    }
  }

  /** What stands in both is let be, wherever it moved to; of the rest, entry is compared with entry. */
  function compareLists(one: readonly unknown[], other: readonly unknown[], path: Path): void {
    const gone = unmatched(one, other);
    const come = unmatched(other, one);
    for (let i = 0; i < Math.max(gone.length, come.length); i++) {
      const from = gone[i];
      const to = come[i];
      if (from === undefined)
        tell('added', [...path, (to as Entry).index], `: ${shortly((to as Entry).value)}`);
      else if (to === undefined) tell('removed', [...path, from.index], `: ${shortly(from.value)}`);
      else compare(from.value, to.value, [...path, to.index]);
    }
    if (gone.length === 0 && come.length === 0) tell('changed', path, ': another order');
  }

  function tell(kind: ConfigChange['kind'], path: Path, what: string): void {
    const place = placeOf(path);
    const word = kind === 'changed' ? '' : ` ${kind}`;
    const later = AT_START.has(place) ? '; takes effect when the server starts again' : '';
    changes.push({ path: place, kind, text: `${place}${word}${what}${later}` });
  }

  /** A key goes where its provider or hook is: that an admin sends it elsewhere is to be seen. */
  function consequence(path: Path): string {
    const [section, id, field] = path;
    if (path.length !== 3 || (field !== 'baseurl' && field !== 'url')) return '';
    const key = [old, now].map((root) => keyOf((root as Sections)[String(section)]?.[String(id)]));
    return key[0] !== undefined && key[0] === key[1] ? '; its stored key is sent there from now on' : '';
  }
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

interface Entry {
  readonly index: number;
  readonly value: unknown;
}

function keyOf(part: unknown): string | undefined {
  const key = isObject(part) ? part['apikey'] : undefined;
  return typeof key === 'string' && key !== '' ? key : undefined;
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
