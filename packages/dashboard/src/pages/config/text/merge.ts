/** Two changes to one text, made at the same time. */
import { diff3Merge } from 'node-diff3';
import { linesOf } from './lines.ts';

/** Lines that both agree on, or a place where they do not. */
export type Part =
  | { readonly kind: 'merged'; readonly lines: readonly string[] }
  | {
      readonly kind: 'conflict';
      readonly mine: readonly string[];
      readonly base: readonly string[];
      readonly theirs: readonly string[];
    };

/** Which side a conflict is decided for. */
export type Choice = 'mine' | 'theirs';

/** Puts the changes from `base` to `mine` and from `base` to `theirs` together, as far as they do not touch. */
export function mergeTexts(mine: string, base: string, theirs: string): Part[] {
  const regions = diff3Merge(linesOf(mine), linesOf(base), linesOf(theirs), { excludeFalseConflicts: true });
  return regions.map((region): Part => {
    if (region.ok) return { kind: 'merged', lines: region.ok };
    const { a, o, b } = region.conflict ?? { a: [], o: [], b: [] };
    return { kind: 'conflict', mine: a, base: o, theirs: b };
  });
}

/**
 * The merged text.
 *
 * @param choices of each conflict in their order; one that is missing counts as `mine`
 */
export function mergedText(parts: readonly Part[], choices: readonly (Choice | undefined)[] = []): string {
  let conflict = 0;
  const lines = parts.flatMap((part) =>
    part.kind === 'merged' ? part.lines : part[choices[conflict++] ?? 'mine'],
  );
  return `${lines.join('\n')}\n`;
}

/** How many places are to be decided. */
export function conflictsIn(parts: readonly Part[]): number {
  return parts.filter(({ kind }) => kind === 'conflict').length;
}
