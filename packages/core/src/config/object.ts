/** A config given as an object, to a tree. The caller's object is read once and never touched. */
import { FORBIDDEN_KEYS, forbiddenKey, MAX_DEPTH, type Document, type Finding } from './document.ts';
import type { Node, Path } from './tree.ts';

/** Copies an object into a tree. Properties that are undefined count as absent, as `JSON.stringify` has it. */
export function parseObject(object: Readonly<Record<string, unknown>>): Document {
  const findings: Finding[] = [];
  const toNode = (value: unknown, path: Path): Node => {
    if (typeof value !== 'object' || value === null) return { path, value };
    if (path.length >= MAX_DEPTH) {
      findings.push({
        level: 'error',
        message: `nested deeper than ${MAX_DEPTH} levels, or in itself`,
        path,
        offset: 0,
      });
      return { path, value: null };
    }
    if (Array.isArray(value)) {
      return { path, value: null, items: value.map((item: unknown, i) => toNode(item, [...path, i])) };
    }
    const entries = new Map<string, Node>();
    for (const [key, child] of Object.entries(value)) {
      const childPath = [...path, key];
      if (FORBIDDEN_KEYS.has(key)) {
        findings.push({ level: 'error', message: forbiddenKey(key), path: childPath, offset: 0 });
      } else if (child !== undefined) {
        entries.set(key, toNode(child, childPath));
      }
    }
    return { path, value: null, entries };
  };
  const root = toNode(object, []);
  if (root.entries) return { root, findings };
  return {
    root: null,
    findings: [{ level: 'error', message: 'the config must be an object', path: [], offset: 0 }],
  };
}
