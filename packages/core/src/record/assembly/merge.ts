/** Puts the pieces of streamed objects together. */
import { isObject, type JsonObject } from '../value.ts';

/** An object under construction. */
export type Building = Record<string, unknown>;

/** Text that is not a piece of a longer one. */
const NAMES: ReadonlySet<string> = new Set(['role', 'id', 'type', 'name', 'object', 'finish_reason']);

/**
 * Adds a delta as OpenAI's streams have them: text goes on, objects are merged, the elements of arrays are told apart by
 * their `index`, and everything else replaces what was there.
 */
export function mergeDelta(into: Building, delta: JsonObject): void {
  for (const [name, value] of Object.entries(delta)) {
    if (value === null && name in into) continue;
    const before = Object.hasOwn(into, name) ? into[name] : undefined;
    set(into, name, merged(name, before, value));
  }
}

function merged(name: string, before: unknown, value: unknown): unknown {
  if (typeof value === 'string') {
    return typeof before === 'string' && !NAMES.has(name) ? before + value : value;
  }
  if (Array.isArray(value)) {
    const list: unknown[] = Array.isArray(before) ? (before as unknown[]) : [];
    for (const element of value as unknown[]) mergeElement(list, element);
    return list;
  }
  if (!isObject(value)) return value;
  const object: Building = isObject(before) ? (before as Building) : {};
  mergeDelta(object, value);
  return object;
}

/** Beyond this an index is not a place in a list, but a way to fill the memory with nothing. */
const MAX_INDEX = 4_096;

function mergeElement(list: unknown[], element: unknown): void {
  const index = isObject(element) ? element['index'] : undefined;
  if (typeof index !== 'number' || !(index >= 0 && index <= MAX_INDEX) || !Number.isInteger(index)) {
    list.push(element);
    return;
  }
  // An answer that is not streamed has no indices.
  const { index: _, ...rest } = element as JsonObject;
  while (list.length <= index) list.push({});
  mergeDelta(list[index] as Building, rest);
}

/** Sets a field whose name the vendor chose: `__proto__` is a name like any other. */
export function set(into: Building, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
  else into[name] = value;
}

/** The value of a JSON text; the text itself if it is none, as where a stream broke off. */
export function parsedOr(text: string, empty: unknown): unknown {
  if (text === '') return empty;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
