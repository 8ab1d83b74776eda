/** How a document is written, so that what is added to it looks like the rest. */
import { parseTree } from 'jsonc-parser';
import { indentAt, startsLine, tailOf } from './tokens.ts';

/** The habits of whoever wrote a document. */
export interface Style {
  /** One step of indentation. */
  readonly unit: string;
  readonly eol: string;
  /** Whether the last entry of an object or list that has lines of its own ends in a comma. */
  readonly trailingComma: boolean;
}

/** Tells the style of a document from its top level. */
export function styleOf(text: string): Style {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const entries = root?.children ?? [];
  const first = entries.find(({ offset }) => startsLine(text, offset));
  const last = entries.at(-1);
  return {
    unit: (first && indentAt(text, first.offset)) || '  ',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    trailingComma: last ? tailOf(text, last).comma !== null : false,
  };
}

/** Longer ones get lines of their own. */
const INLINE = 72;

/**
 * Writes a value in the style of a document.
 *
 * @param indent the indentation of the line that it begins on
 */
export function printValue(value: unknown, indent: string, style: Style): string {
  const inline = printInline(value);
  if (isShallow(value) && inline.length <= INLINE) return inline;
  const inner = indent + style.unit;
  const print = (item: unknown): string => printValue(item, inner, style);
  const items = Array.isArray(value)
    ? value.map(print)
    : Object.entries(value as object).map(([key, item]) => `${JSON.stringify(key)}: ${print(item)}`);
  const end = style.trailingComma ? ',' : '';
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}${items.map((item) => style.eol + inner + item).join(',')}${end}${style.eol}${indent}${close}`;
}

/** Writes a value on one line. */
export function printInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printInline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${printInline(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Scalars, and lists and small objects of nothing else. */
function isShallow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const items = Object.values(value);
  return (
    (Array.isArray(value) || items.length <= 3) &&
    items.every((item) => typeof item !== 'object' || item === null)
  );
}
