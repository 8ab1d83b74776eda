/**
 * A config as a tree that remembers, for every value, where it stands in the document and what was written there before
 * macros were resolved. Text and objects both become such trees; everything after works on them alone.
 */

/** Keys and indexes from the top of the document. */
export type Path = readonly (string | number)[];

/** One value of the config. Parts that cannot be used are taken out of `entries` and `items`; the rest keeps its path. */
export interface Node {
  /** Where it stood in the document; its place in a list may be another once others were taken out. */
  readonly path: Path;
  /** The value; for objects and lists see `entries` and `items`. */
  value: unknown;
  /** The string as written, where a macro made `value` another one. Only this may be shown to anyone. */
  raw?: string;
  readonly entries?: Map<string, Node>;
  readonly items?: Node[];
  /** Offsets into the document's text, if there is one. */
  readonly offset?: number;
  readonly keyOffset?: number;
}

/** The value of a tree. Objects have no prototype, so that no key has a meaning of its own. */
export function valueOf(node: Node): unknown {
  if (node.items) return node.items.map(valueOf);
  if (!node.entries) return node.value;
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, child] of node.entries) object[key] = valueOf(child);
  return object;
}

/** The node at a path of {@link valueOf}'s result, or null. */
export function nodeAt(root: Node, path: Path): Node | null {
  let node: Node | undefined = root;
  for (const step of path) {
    node = typeof step === 'number' ? node.items?.[step] : node.entries?.get(step);
    if (!node) return null;
  }
  return node;
}

/** The nearest node on the way to a path that is there: what a missing key is missing from. */
export function nearestNode(root: Node, path: Path): Node {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node) return node;
  }
  return root;
}

/** Takes nodes out of the tree; false if none of them was in it. */
export function dropNodes(root: Node, nodes: ReadonlySet<Node>): boolean {
  let dropped = false;
  for (const [key, child] of root.entries ?? []) {
    if (nodes.has(child)) dropped = root.entries?.delete(key) ?? false;
    else dropped = dropNodes(child, nodes) || dropped;
  }
  // From the last to the first, so that indexes stay right while items are taken out.
  for (let i = (root.items?.length ?? 0) - 1; i >= 0; i--) {
    const child = root.items?.[i] as Node;
    if (nodes.has(child)) dropped = root.items?.splice(i, 1).length === 1;
    else dropped = dropNodes(child, nodes) || dropped;
  }
  return dropped;
}

/** Every node of a tree, parents first, in the order of the document. */
export function* eachNode(node: Node): Generator<Node> {
  yield node;
  for (const child of node.entries?.values() ?? node.items ?? []) yield* eachNode(child);
}
