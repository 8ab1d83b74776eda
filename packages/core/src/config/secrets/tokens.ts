/** The strings, keys and comments of a HuJSON text, each with its place in the config. */
import { createScanner, parseTree, type Node as JsonNode, type SyntaxKind } from 'jsonc-parser';
import { configSchema } from '../schema/config.ts';
import { secretKindOf, type SecretKind } from '../schema/field.ts';
import { childOf, variantOf, type Shape } from '../unknown-keys.ts';
import type { Path } from '../tree.ts';

/** A piece of the text that somebody wrote. */
export interface Token {
  readonly kind: 'value' | 'key' | 'comment';
  /** Where what is inside the quotes begins, or the comment after its signs. */
  readonly offset: number;
  /** As written, with its escapes. */
  readonly raw: string;
  /** Keys and indexes; empty for comments. */
  readonly path: Path;
  /** What the schema says of the value; `unknown` where it has no such field, so that it may be anything. */
  readonly secret: SecretKind | 'unknown' | 'open' | null;
}

// jsonc-parser's `SyntaxKind` is a const enum, which a file compiled by itself cannot use.
const COMMENTS: ReadonlySet<SyntaxKind> = new Set([12, 13]);
const BLOCK: SyntaxKind = 13;
const END: SyntaxKind = 17;

/**
 * The tokens of a text that {@link parseDocument} takes, in no order. Also those of duplicate keys and of parts that no
 * section has: they do not count, but they are shown.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const tree = parseTree(text, [], { allowTrailingComma: true, allowEmptyContent: true });
  if (tree) walk(tree, configSchema as unknown as Shape, [], null);
  const scanner = createScanner(text);
  for (let kind = scanner.scan(); kind !== END; kind = scanner.scan()) {
    if (!COMMENTS.has(kind)) continue;
    const offset = scanner.getTokenOffset() + 2;
    const end = scanner.getTokenOffset() + scanner.getTokenLength();
    const raw = text.slice(offset, kind === BLOCK ? end - 2 : end);
    tokens.push({ kind: 'comment', offset, raw, path: [], secret: null });
  }
  return tokens;

  /** @param above what a part further up says of all that is below it */
  function walk(node: JsonNode, schema: Shape | null, path: Path, above: Token['secret']): void {
    let shape: Partial<Shape> | null = schema;
    let secret = above;
    while (shape) {
      secret ??= secretKindOf(shape);
      const next = shape.wrapped ?? (shape.type === 'union' ? optionFor(shape, node) : undefined);
      if (!next) break;
      shape = next;
    }
    if (node.type === 'array') {
      const item = shape?.item ?? (shape?.type === 'unknown' ? (shape as Shape) : null);
      for (const [i, child] of (node.children ?? []).entries()) walk(child, item, [...path, i], secret);
    } else if (node.type === 'object') {
      const chosen = shape?.options ? variantOf(shape as Shape, choiceOf(node, String(shape.key))) : shape;
      for (const property of node.children ?? []) {
        const [keyNode, valueNode] = property.children as [JsonNode, JsonNode | undefined];
        const key = String(keyNode.value);
        const place = [...path, key];
        tokens.push({ ...inside(keyNode), kind: 'key', path: place, secret: null });
        if (!valueNode) continue;
        const child = chosen?.type === 'unknown' ? (chosen as Shape) : chosen && childOf(chosen, key);
        walk(valueNode, child ?? null, place, secret);
      }
    } else if (node.type === 'string') {
      const told = secret ?? (shape === null ? 'unknown' : shape.type === 'unknown' ? 'open' : null);
      tokens.push({ ...inside(node), kind: 'value', path, secret: told });
    }
  }

  function inside({ offset, length }: JsonNode): Pick<Token, 'offset' | 'raw'> {
    return { offset: offset + 1, raw: text.slice(offset + 1, offset + length - 1) };
  }
}

/** The option of a union for a list, an object or a plain value. */
function optionFor({ options }: Partial<Shape>, { type }: JsonNode): Shape | undefined {
  return options?.find((option) =>
    type === 'array' ? option.item : type === 'object' ? option.entries : true,
  );
}

/** What an object chose by the key of a variant. */
function choiceOf(node: JsonNode, key: string): unknown {
  return node.children?.findLast(({ children }) => children?.[0]?.value === key)?.children?.[1]?.value;
}
