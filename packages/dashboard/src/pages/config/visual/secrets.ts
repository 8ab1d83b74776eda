/** What may be shown of a config that somebody is changing: keys typed anew are as secret as the stored ones. */
import { applyEdits, getNodePath, parseTree, type Edit, type Node } from 'jsonc-parser';
import { shapeAt } from '../schema/shape.ts';
import { readText } from '../text/read.ts';

/** What stands in the place of a secret. */
export type SecretState =
  | 'none'
  /** A reference to what the gateway has. */
  | 'stored'
  /** A macro: the secret is in the environment or in a file. */
  | 'elsewhere'
  | 'typed';

export function secretState(written: string): SecretState {
  if (written === '') return 'none';
  if (/keyid:[a-z]:/.test(written)) return 'stored';
  // `keyfile::${env:NAME}` as well.
  return /^(?:keyfile::)?(?:\$\{[^{}]*\}:?)+$/.test(written) ? 'elsewhere' : 'typed';
}

/** The text with dots in place of the secrets that were typed into it, for comparing texts on the screen. */
export function withoutTyped(text: string): string {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const { value } = readText(text);
  const edits: Edit[] = [];
  const walk = (node: Node): void => {
    for (const child of node.children ?? []) walk(child);
    if (node.type !== 'string' || secretState(String(node.value)) !== 'typed') return;
    const shape =
      node.parent?.children?.[0] === node && node.parent.type === 'property'
        ? null
        : shapeAt(getNodePath(node), value);
    const isSecret = shape?.writeOnly ?? shape?.anyOf?.some(({ writeOnly }) => writeOnly);
    if (isSecret) edits.push({ offset: node.offset, length: node.length, content: '"••••••••"' });
  };
  if (root) walk(root);
  return applyEdits(text, edits);
}
