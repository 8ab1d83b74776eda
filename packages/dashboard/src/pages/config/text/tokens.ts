/** Where values, commas and comments stand in a text of HuJSON. */
import { createScanner, type Node, type SyntaxKind } from 'jsonc-parser';

// jsonc-parser's `SyntaxKind` is a const enum, which a file compiled by itself cannot use.
const COMMA: SyntaxKind = 5;
const LINE_COMMENT: SyntaxKind = 12;
const BLOCK_COMMENT: SyntaxKind = 13;
const COMMENTS: ReadonlySet<SyntaxKind> = new Set([LINE_COMMENT, BLOCK_COMMENT]);
const LINE_BREAK: SyntaxKind = 14;
const SPACE: SyntaxKind = 15;
const END: SyntaxKind = 17;

/** What follows an entry of an object or a list. */
export interface Tail {
  /** The offset of its comma; null if it has none. */
  readonly comma: number | null;
  /** Behind its comma, and behind the comments that follow on the same line. */
  readonly end: number;
  /** Whether the line ends there. Otherwise the next entry or the closing bracket is on it. */
  readonly endsLine: boolean;
}

/** Looks at what follows an entry. */
export function tailOf(text: string, entry: Node): Tail {
  const behind = endOf(entry);
  const comma = findComma(text, behind);
  const start = comma === null ? behind : comma + 1;
  const scanner = createScanner(text, false);
  scanner.setPosition(start);
  let end = start;
  for (;;) {
    const kind = scanner.scan();
    if (COMMENTS.has(kind)) end = scanner.getTokenOffset() + scanner.getTokenLength();
    else if (kind === LINE_BREAK || kind === END) return { comma, end, endsLine: true };
    // A comment before the next entry on the line is about that one.
    else if (kind !== SPACE)
      return { comma, end: isClosing(text, scanner.getTokenOffset()) ? end : start, endsLine: false };
  }
}

/** The comments between two offsets, in their order. */
export function commentsBetween(text: string, from: number, to: number): { start: number; end: number }[] {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  const comments: { start: number; end: number }[] = [];
  for (let kind = scanner.scan(); kind !== END && scanner.getTokenOffset() < to; kind = scanner.scan()) {
    const start = scanner.getTokenOffset();
    if (COMMENTS.has(kind)) comments.push({ start, end: start + scanner.getTokenLength() });
  }
  return comments;
}

function findComma(text: string, from: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  return scanner.scan() === COMMA ? scanner.getTokenOffset() : null;
}

const isClosing = (text: string, offset: number): boolean => text[offset] === '}' || text[offset] === ']';

/** The offset behind a node. */
export const endOf = (node: Node): number => node.offset + node.length;

/** The offset of the first character of the line that an offset is in. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[\t ]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}

/** Whether there is nothing but white space before an offset in its line. */
export function startsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** Whether an offset is inside a comment. */
export function isInComment(text: string, offset: number): boolean {
  const scanner = createScanner(text, false);
  for (let kind = scanner.scan(); kind !== END && scanner.getTokenOffset() < offset; kind = scanner.scan()) {
    const end = scanner.getTokenOffset() + scanner.getTokenLength();
    // Behind a line comment the comment goes on; behind a block comment it is over.
    if (COMMENTS.has(kind) && (offset < end || (offset === end && kind === LINE_COMMENT))) return true;
  }
  return false;
}
