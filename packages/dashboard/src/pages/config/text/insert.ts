/**
 * Adds an entry behind the last one of an object or a list. jsonc-parser's own `modify` puts it before the comment that
 * belongs to the last one, and writes neighbours anew without their comments (decision 0035).
 */
import type { Edit, Node } from 'jsonc-parser';
import { printInline, printValue, type Style } from './style.ts';
import { endOf, indentAt, startsLine, tailOf } from './tokens.ts';

/** What is added: an item, or a value under a key. */
export interface Addition {
  readonly key?: string;
  readonly value: unknown;
}

/** The edits that add an entry to an object or a list. */
export function insertEdits(text: string, container: Node, addition: Addition, style: Style): Edit[] {
  const last = container.children?.at(-1);
  return last ? behind(text, container, last, addition, style) : first(text, container, addition, style);
}

/** Longer lines are broken. */
const LINE = 110;

function behind(text: string, container: Node, last: Node, addition: Addition, style: Style): Edit[] {
  const { comma, end, endsLine } = tailOf(text, last);
  const close = endOf(container) - 1;
  const ownComma: Edit[] = comma === null ? [{ offset: endOf(last), length: 0, content: ',' }] : [];
  const trailing = comma === null ? '' : ',';
  const oneLine = !text.slice(container.offset, close).includes('\n');
  const inline = withKey(addition, printInline(addition.value));
  const lineLength = endOf(container) - (text.lastIndexOf('\n', container.offset) + 1);
  if (oneLine && lineLength + inline.length < LINE) {
    return [...ownComma, { offset: end, length: 0, content: ` ${inline}${trailing}` }];
  }
  const outer = indentAt(text, container.offset);
  const indent = startsLine(text, last.offset) ? indentAt(text, last.offset) : outer + style.unit;
  const line = style.eol + indent + withKey(addition, printValue(addition.value, indent, style)) + trailing;
  if (endsLine) return [...ownComma, { offset: end, length: 0, content: line }];
  return [...ownComma, { offset: end, length: close - end, content: line + style.eol + outer }];
}

function first(text: string, container: Node, addition: Addition, style: Style): Edit[] {
  const open = container.offset + 1;
  const close = endOf(container) - 1;
  const outer = indentAt(text, container.offset);
  const indent = outer + style.unit;
  const inner = text.slice(open, close);
  if (inner.trim() === '' && container.type === 'array' && typeof addition.value !== 'object') {
    return [{ offset: open, length: inner.length, content: printInline(addition.value) }];
  }
  // Behind the comments, if there are any.
  const offset = open + inner.trimEnd().length;
  const entry = withKey(addition, printValue(addition.value, indent, style));
  const trailing = style.trailingComma ? ',' : '';
  const content = style.eol + indent + entry + trailing + style.eol + outer;
  return [{ offset, length: close - offset, content }];
}

function withKey({ key }: Addition, value: string): string {
  return key === undefined ? value : `${JSON.stringify(key)}: ${value}`;
}
