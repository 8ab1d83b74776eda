/** Reads a unified diff. */
import type { ComparedLine } from './lines.ts';

const HEAD = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The lines of a unified diff, with their numbers on both sides. */
export function parseUnified(diff: string): ComparedLine[] {
  const lines: ComparedLine[] = [];
  let old = 0;
  let fresh = 0;
  for (const line of diff.split('\n')) {
    const head = HEAD.exec(line);
    if (head) {
      old = Number(head[1]);
      fresh = Number(head[2]);
      // Before the first head stand the names of the files.
    } else if (old === 0 && fresh === 0) continue;
    else if (line.startsWith(' '))
      lines.push({ kind: 'same', text: line.slice(1), old: old++, fresh: fresh++ });
    else if (line.startsWith('-'))
      lines.push({ kind: 'removed', text: line.slice(1), old: old++, fresh: null });
    else if (line.startsWith('+'))
      lines.push({ kind: 'added', text: line.slice(1), old: null, fresh: fresh++ });
  }
  return lines;
}
