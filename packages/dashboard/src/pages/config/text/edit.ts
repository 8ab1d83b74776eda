/**
 * Changes to a config's text. Whatever is not changed stays as it was written, comments and white space included. The
 * text must be without mistakes; one that has some is edited by hand.
 */
import { applyEdits, findNodeAtLocation, parseTree, type Edit, type JSONPath, type Node } from 'jsonc-parser';
import { insertEdits } from './insert.ts';
import { removeEdits } from './remove.ts';
import { printValue, styleOf } from './style.ts';
import { indentAt } from './tokens.ts';

export type Path = readonly (string | number)[];

/** Sets the value at a path; objects on the way that are missing are added. */
export function setValue(text: string, path: Path, value: unknown): string {
  const root = treeOf(text);
  if (!root) return `${printValue(nested(path, value), '', styleOf(text))}\n`;
  const style = styleOf(text);
  const node = find(root, path);
  if (node) {
    const indent = indentAt(text, node.parent?.type === 'property' ? node.parent.offset : node.offset);
    return applyEdits(text, [
      { offset: node.offset, length: node.length, content: printValue(value, indent, style) },
    ]);
  }
  // The nearest object or list that is there, and what is missing below it.
  let depth = path.length - 1;
  while (depth > 0 && !find(root, path.slice(0, depth))) depth--;
  const container = find(root, path.slice(0, depth));
  const key = path[depth];
  if (container?.type !== 'object' && container?.type !== 'array') return text;
  const inner = nested(path.slice(depth + 1), value);
  const addition = container.type === 'object' ? { key: String(key), value: inner } : { value: inner };
  return applyEdits(text, insertEdits(text, container, addition, style));
}

/** Adds an item to the list at a path, which is made if it is missing. */
export function addItem(text: string, path: Path, value: unknown): string {
  const root = treeOf(text);
  const list = root && find(root, path);
  if (list?.type !== 'array') return setValue(text, path, [value]);
  return applyEdits(text, insertEdits(text, list, { value }, styleOf(text)));
}

/** Takes the value at a path out; nothing happens if it is not there. */
export function removeValue(text: string, path: Path): string {
  const root = treeOf(text);
  const node = root && find(root, path);
  const entry = node?.parent?.type === 'property' ? node.parent : node;
  const container = entry?.parent;
  if (!entry || !container) return text;
  return applyEdits(text, removeEdits(text, container, container.children?.indexOf(entry) ?? -1));
}

/** Gives the entry at a path another key. */
export function renameKey(text: string, path: Path, key: string): string {
  const root = treeOf(text);
  const keyNode = (root && find(root, path))?.parent?.children?.[0];
  if (!keyNode || typeof path.at(-1) !== 'string') return text;
  const edit: Edit = { offset: keyNode.offset, length: keyNode.length, content: JSON.stringify(key) };
  return applyEdits(text, [edit]);
}

/** The text with a value set, or taken out if the value is undefined. */
export function withValue(text: string, path: Path, value: unknown): string {
  return value === undefined ? removeValue(text, path) : setValue(text, path, value);
}

function treeOf(text: string): Node | undefined {
  return parseTree(text, [], { allowTrailingComma: true });
}

function find(root: Node, path: Path): Node | undefined {
  return findNodeAtLocation(root, path as JSONPath);
}

function nested(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
}
