/** Collects what is wrong with a config and finds the line of each finding. */
import type { Finding } from './document.ts';
import type { CheckMode, Problem } from './problem.ts';
import { nearestNode, nodeAt, type Node, type Path } from './tree.ts';

/** Where to point: at a key, or at the value behind it. What is missing is pointed at by the key of its owner. */
export type Aim = 'key' | 'value';

/** Names of the config stand in messages, and messages in logs, where a line break would start a line of its own. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Takes findings. Paths are those of the values in use; the report translates them to those of the document. */
export interface Report {
  readonly mode: CheckMode;
  warning(message: string, path: Path, aim?: Aim): void;
  error(message: string, path: Path, aim?: Aim): void;
  /** Takes a finding whose place is known already. */
  found(finding: Finding): void;
  /** The string at a path as the document has it. Messages quote this and never a value that a macro brought in. */
  written(path: Path): string;
  /** The path that a value had in the document. */
  origin(path: Path): Path;
  /** What was found so far, in the order of the document. */
  problems(): Problem[];
}

/**
 * @param root the config, if the document could be read at all
 * @param text the document, if the config came as text: findings get a line and a column then
 * @param mode saving and validating take every warning for an error (spec/aperture.md 1.12)
 */
export function createReport(root: Node | null, text: string | null, mode: CheckMode): Report {
  const findings: Finding[] = [];
  const add = (level: Finding['level'], message: string, path: Path, aim: Aim = 'value'): void => {
    if (!root) return;
    const node = nearestNode(root, path);
    const missing = nodeAt(root, path) ? [] : path.slice(depthOf(root, path));
    const atKey = aim === 'key' || missing.length > 0;
    const offset = (atKey ? node.keyOffset : undefined) ?? node.offset ?? 0;
    findings.push({ level, message, path: [...node.path, ...missing], offset });
  };
  return {
    mode,
    warning: (message, path, aim) => add('warning', message, path, aim),
    error: (message, path, aim) => add('error', message, path, aim),
    found: (finding) => void findings.push(finding),
    written(path) {
      const node = root && nodeAt(root, path);
      return node?.raw ?? String(node?.value ?? '');
    },
    origin: (path) => (root && nodeAt(root, path)?.path) ?? path,
    problems() {
      const locate = text === null ? () => ({}) : lineFinder(text);
      return findings
        .toSorted((a, b) => a.offset - b.offset)
        .map(({ level, message, path, offset }) =>
          Object.assign(locate(offset), {
            level: mode === 'start' ? level : 'error',
            message: message.replaceAll(CONTROL, escaped),
            path,
          }),
        );
    },
  };
}

/** Tells line and column of an offset, both from 1. Columns count UTF-16 units, as editors do. */
export function lineFinder(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}

/** How much of a path is there. */
function depthOf(root: Node, path: Path): number {
  let depth = path.length;
  while (depth > 0 && !nodeAt(root, path.slice(0, depth))) depth--;
  return depth;
}
