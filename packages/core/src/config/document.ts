/**
 * HuJSON text to a tree: JSON with comments and trailing commas, and nothing else (spec/aperture.md 1.1). jsonc-parser
 * takes just that, but it neither throws nor minds duplicate keys, and `{"__proto__": …}` would set a prototype
 * (ecosystem.md 3.3), so the values are not its own.
 */
import {
  createScanner,
  parseTree,
  printParseErrorCode,
  type Node as JsonNode,
  type ParseError,
  type SyntaxKind,
} from 'jsonc-parser';
import type { Node, Path } from './tree.ts';

/** What the text holds; either a tree or the reason why there is none. */
export type Document =
  | { readonly root: Node; readonly findings: readonly Finding[] }
  | { readonly root: null; readonly findings: readonly Finding[] };

/** Something wrong with the text itself. */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly path: Path;
  readonly offset: number;
}

/** Deeper than any config, and shallow enough for the recursion below and in jsonc-parser. */
export const MAX_DEPTH = 64;

/** Keys that mean the prototype to some code that will handle the object later; no section has a use for them. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What is said of jsonc-parser's errors. */
const SYNTAX: Readonly<Record<string, string>> = {
  InvalidSymbol: 'unexpected text; strings and keys need double quotes',
  InvalidNumberFormat: 'a number is not complete',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected a colon',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected a closing brace "}"',
  CloseBracketExpected: 'expected a closing bracket "]"',
  EndOfFileExpected: 'expected nothing after the end of the config object',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a string is not closed',
  UnexpectedEndOfNumber: 'a number is not complete',
  InvalidUnicode: 'a \\u escape needs four hexadecimal digits',
  InvalidEscapeCharacter: 'a string has an unknown escape',
  InvalidCharacter: 'a string holds a control character; write it as an escape',
};

/** Reads HuJSON. Text without any value is an empty object: that it is empty matters only when it is saved. */
export function parseDocument(text: string): Document {
  if (text.startsWith('\uFEFF')) {
    return failed('the document starts with a byte order mark; save it as UTF-8 without one', 0);
  }
  const tooDeep = findDepth(text);
  if (tooDeep !== null) return failed(`nested deeper than ${MAX_DEPTH} levels`, tooDeep);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  // Only the first: what the parser says after it recovered is mostly noise.
  if (first) {
    return failed(SYNTAX[printParseErrorCode(first.error)] ?? 'not valid HuJSON', first.offset);
  }
  if (!tree) return { root: { path: [], value: null, entries: new Map(), offset: 0 }, findings: [] };
  const findings: Finding[] = [];
  const root = toNode(tree, [], undefined, findings);
  if (!root.entries) return failed('the config must be an object', tree.offset);
  return { root, findings };
}

function toNode(json: JsonNode, path: Path, keyOffset: number | undefined, findings: Finding[]): Node {
  const place = { path, offset: json.offset, ...(keyOffset === undefined ? {} : { keyOffset }) };
  const children = json.children ?? [];
  if (json.type === 'array') {
    return {
      ...place,
      value: null,
      items: children.map((child, i) => toNode(child, [...path, i], undefined, findings)),
    };
  }
  if (json.type !== 'object') return { ...place, value: json.value as unknown };

  const entries = new Map<string, Node>();
  for (const property of children) {
    const [keyNode, valueNode] = property.children as [JsonNode, JsonNode];
    const key = keyNode.value as string;
    const finding = { path: [...path, key], offset: keyNode.offset };
    if (FORBIDDEN_KEYS.has(key)) {
      findings.push({ ...finding, level: 'error', message: forbiddenKey(key) });
      continue;
    }
    if (entries.has(key)) {
      findings.push({ ...finding, level: 'warning', message: `duplicate config key ${JSON.stringify(key)}` });
    }
    // The last one counts, as everywhere in JSON.
    entries.set(key, toNode(valueNode, finding.path, keyNode.offset, findings));
  }
  return { ...place, value: null, entries };
}

/** What is said of a key of {@link FORBIDDEN_KEYS}. */
export function forbiddenKey(key: string): string {
  return `config key ${JSON.stringify(key)} is not allowed`;
}

function failed(message: string, offset: number): Document {
  return { root: null, findings: [{ level: 'error', message, path: [], offset }] };
}

// jsonc-parser's `SyntaxKind` is a const enum, which a file compiled by itself cannot use.
const OPEN: ReadonlySet<SyntaxKind> = new Set([1, 3]);
const CLOSE: ReadonlySet<SyntaxKind> = new Set([2, 4]);
const END: SyntaxKind = 17;

/** Where the nesting gets too deep, or null. Needs no recursion, so that hostile nesting cannot exhaust the stack. */
function findDepth(text: string): number | null {
  const scanner = createScanner(text);
  let depth = 0;
  for (let kind = scanner.scan(); kind !== END; kind = scanner.scan()) {
    if (CLOSE.has(kind)) depth--;
    else if (OPEN.has(kind) && ++depth > MAX_DEPTH) return scanner.getTokenOffset();
  }
  return null;
}
