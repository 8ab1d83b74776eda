/** A config's text as a value to show. */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Path } from './edit.ts';

/** A value of a config whose shape nobody has checked. */
export type Value = string | number | boolean | null | readonly Value[] | ValueObject;
/** Without a prototype, so that no key of a config means anything. */
export interface ValueObject {
  readonly [key: string]: Value;
}

/** What could be read of a text. */
export interface Reading {
  /** What is there, even where the text has mistakes; an empty object if that is nothing. */
  readonly value: ValueObject;
  /** The first mistake in the syntax; with one of those the text is edited by hand. */
  readonly mistake: { readonly offset: number; readonly code: string } | null;
}

/** Reads a text. Never throws. */
export function readText(text: string): Reading {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const value = tree ? toValue(tree) : {};
  const [first] = errors;
  const mistake = first
    ? { offset: first.offset, code: printParseErrorCode(first.error) }
    : isObject(value)
      ? null
      : { offset: tree?.offset ?? 0, code: 'ObjectExpected' };
  return { value: isObject(value) ? value : {}, mistake };
}

/** The value at a path, or undefined. */
export function valueAt(value: Value | undefined, path: Path): Value | undefined {
  let inner = value;
  for (const step of path) {
    if (Array.isArray(inner)) inner = inner[Number(step)];
    else inner = isObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined;
  }
  return inner;
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a section such as `providers`, by their ids; what is none is left out. */
export function entriesOf(value: Value | undefined): (readonly [string, ValueObject])[] {
  return isObject(value)
    ? Object.entries(value).filter((entry): entry is [string, ValueObject] => isObject(entry[1]))
    : [];
}

/** The items of a list; none if it is no list. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

function toValue(node: Node): Value {
  if (node.type === 'array') return (node.children ?? []).map(toValue);
  if (node.type !== 'object') return (node.value as string | number | boolean | null | undefined) ?? null;
  const object = Object.create(null) as Record<string, Value>;
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    // While somebody types there are keys without a value.
    if (key && value) object[String(key.value)] = toValue(value);
  }
  return object;
}
