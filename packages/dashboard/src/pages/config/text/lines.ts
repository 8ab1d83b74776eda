/** Two texts line by line, as they are shown before a save. */
import { diffComm } from 'node-diff3';

/** A line of a comparison; the numbers count from 1 and are null on the side that does not have it. */
export interface ComparedLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  readonly old: number | null;
  readonly fresh: number | null;
}

/** A run of lines, or a gap of lines that are the same on both sides. */
export type Hunk =
  | { readonly kind: 'lines'; readonly lines: readonly ComparedLine[] }
  | { readonly kind: 'gap'; readonly lines: readonly ComparedLine[] };

/** Compares two texts; nothing if they are the same. Line ends count for nothing. */
export function compareTexts(before: string, after: string): ComparedLine[] {
  const compared: ComparedLine[] = [];
  let old = 0;
  let fresh = 0;
  for (const chunk of diffComm(linesOf(before), linesOf(after))) {
    if ('common' in chunk) {
      for (const text of chunk.common) compared.push({ kind: 'same', text, old: ++old, fresh: ++fresh });
      continue;
    }
    for (const text of chunk.buffer1) compared.push({ kind: 'removed', text, old: ++old, fresh: null });
    for (const text of chunk.buffer2) compared.push({ kind: 'added', text, old: null, fresh: ++fresh });
  }
  return compared.some(({ kind }) => kind !== 'same') ? compared : [];
}

/** Folds away the lines that are far from every change. */
export function toHunks(lines: readonly ComparedLine[], context = 3): Hunk[] {
  const near = lines.map(() => false);
  for (const [i, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let at = Math.max(0, i - context); at <= Math.min(lines.length - 1, i + context); at++)
      near[at] = true;
  }
  const hunks: { kind: 'lines' | 'gap'; lines: ComparedLine[] }[] = [];
  for (const [i, line] of lines.entries()) {
    const kind = near[i] ? 'lines' : 'gap';
    const last = hunks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else hunks.push({ kind, lines: [line] });
  }
  return hunks;
}

/** The lines of a text; a line end at its end begins no further one. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
