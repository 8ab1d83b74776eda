/** What may be written at a place of a config's text. */
import { getLocation, type Location } from 'jsonc-parser';
import type { Path } from '../text/edit.ts';
import { entriesOf, isObject, itemsOf, readText, valueAt, type Value } from '../text/read.ts';
import { isInComment } from '../text/tokens.ts';
import { CAPABILITY } from './capability.ts';
import { shapeAt, type Shape } from './shape.ts';

/** One thing to write. */
export interface Option {
  readonly label: string;
  /** The text to put in. */
  readonly insert: string;
  readonly kind: 'key' | 'value';
  readonly help: string;
}

/** What may be written, and which part of the text it takes the place of. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly options: readonly Option[];
}

/** Tells what may be written at an offset; null if there is nothing to say. */
export function completionAt(text: string, offset: number): Completion | null {
  if (isInComment(text, offset)) return null;
  const location = getLocation(text, offset);
  const { value } = readText(text);
  const path = location.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const [from, to] = wordAt(text, offset, location);
  const options = location.isAtPropertyKey
    ? keysOf(text, to, path.slice(0, -1), value)
    : valuesOf(path, value).map((inner): Option => {
        const label = typeof inner === 'string' ? inner : JSON.stringify(inner);
        return { label: label === '' ? '""' : label, insert: JSON.stringify(inner), kind: 'value', help: '' };
      });
  return options.length > 0 ? { from, to, options } : null;
}

/** The token that the offset is in or behind, quotes included. */
function wordAt(text: string, offset: number, { previousNode }: Location): [number, number] {
  const end = previousNode ? previousNode.offset + previousNode.length : 0;
  if (previousNode && previousNode.offset <= offset && offset <= end) {
    // A string that is not closed takes the rest of the line with it.
    const closed =
      previousNode.type !== 'string' || /^"(?:[^"\\\n]|\\.)*"$/.test(text.slice(previousNode.offset, end));
    return [previousNode.offset, closed ? end : offset];
  }
  const word = /"?[\w-]*$/.exec(text.slice(0, offset))?.[0] ?? '';
  return [offset - word.length, offset];
}

function keysOf(text: string, to: number, path: Path, value: Value): Option[] {
  const there = valueAt(value, path);
  const hasColon = /^\s*:/.test(text.slice(to));
  const { properties = {} } = shapeAt(path, value) ?? {};
  return Object.entries(properties)
    .filter(([key]) => hasColon || !(isObject(there) && Object.hasOwn(there, key)))
    .map(([key, shape]) => ({
      label: key,
      insert: JSON.stringify(key) + (hasColon ? '' : `: ${emptyOf(shape)}`),
      kind: 'key',
      help: shape.description ?? '',
    }));
}

/** What a new key begins with. */
function emptyOf({ type, properties, additionalProperties, anyOf, default: fallback }: Shape): string {
  if (type === 'array') return '[]';
  if (type === 'object' || properties || additionalProperties) return '{}';
  if (type === 'boolean') return String(fallback !== true);
  if (type === 'string' || anyOf) return '""';
  return '';
}

function valuesOf(path: Path, config: Value): (string | boolean)[] {
  const shape = shapeAt(path, config);
  if (shape?.enum) return shape.enum.filter((word) => word !== '');
  if (shape?.type === 'boolean') return [true, false];
  return namesFor(path, config);
}

/** Names that other parts of the config give. */
function namesFor(path: Path, config: Value): string[] {
  const keys = (section: string): string[] => entriesOf(valueAt(config, [section])).map(([key]) => key);
  const place = path.map((step) => (typeof step === 'number' ? '*' : step)).join('\n');
  const capability = ['grants', '*', 'app', CAPABILITY, '*'].join('\n');
  if (place === `${capability}\nmodels`) return modelPatterns(config);
  if (place === `${capability}\nquotas\n*\nbucket`) return keys('quotas');
  if (place === `${capability}\nsend_hooks\n*\nname`) return keys('hooks');
  if (place === 'grants\n*\nsrc\n*') return callersOf(config);
  return [];
}

/** Patterns for all models, those of each provider, and each single one. */
export function modelPatterns(config: Value): string[] {
  const providers = entriesOf(valueAt(config, ['providers']));
  const single = providers.flatMap(([id, { models }]) =>
    itemsOf(models).flatMap((model) => (typeof model === 'string' ? `${id}/${model}` : [])),
  );
  return ['**', ...providers.map(([id]) => `${id}/**`), ...single];
}

/** Everybody, and whom the grants name. */
export function callersOf(config: Value): string[] {
  const named = itemsOf(valueAt(config, ['grants'])).flatMap((grant) => itemsOf(valueAt(grant, ['src'])));
  const callers = named.filter((caller) => typeof caller === 'string');
  return [...new Set(['*', '(loopback)', ...callers])];
}
