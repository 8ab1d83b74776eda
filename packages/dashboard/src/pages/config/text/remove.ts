/** Takes an entry out of an object or a list, with the comments that are about it, and leaves all others. */
import type { Edit, Node } from 'jsonc-parser';
import { commentsBetween, endOf, lineStart, startsLine, tailOf } from './tokens.ts';

/** The edits that take out the entry of this index. */
export function removeEdits(text: string, container: Node, index: number): Edit[] {
  const entries = container.children ?? [];
  const entry = entries[index];
  if (!entry) return [];
  const before = entries[index - 1];
  const next = entries[index + 1];
  const tail = tailOf(text, entry);
  // Whoever writes no comma behind the last one gets none.
  const dangling = before && !next && tail.comma === null ? tailOf(text, before).comma : null;
  const edits: Edit[] = dangling === null ? [] : [{ offset: dangling, length: 1, content: '' }];
  const from = before ? tailOf(text, before).end : container.offset + 1;
  const start = aboutStart(text, from, entry.offset);
  if (startsLine(text, entry.offset) && tail.endsLine) {
    const lineEnd = text.indexOf('\n', tail.end);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    edits.push({ offset: lineStart(text, start), length: end - lineStart(text, start), content: '' });
    return edits;
  }
  // On a line with others: the space goes that kept it apart from the one before, or else from the one behind.
  const end = next || tail.endsLine ? tail.end : endOf(entry);
  const comma = !next && tail.comma !== null ? tail.comma + 1 : end;
  const spaceBefore = before ? (/[\t ]*$/.exec(text.slice(from, entry.offset))?.[0].length ?? 0) : 0;
  const spaceBehind = before ? 0 : (/^[\t ]*/.exec(text.slice(comma))?.[0].length ?? 0);
  const offset = entry.offset - spaceBefore;
  edits.push({ offset, length: Math.max(end, comma) + (next ? spaceBehind : 0) - offset, content: '' });
  return edits;
}

/** Where the comments begin that stand in lines of their own directly above an entry, or else the entry itself. */
function aboutStart(text: string, from: number, offset: number): number {
  let start = offset;
  for (const comment of commentsBetween(text, from, offset).toReversed()) {
    const gap = text.slice(comment.end, start);
    const isAbove = startsLine(text, comment.start) && gap.trim() === '' && gap.split('\n').length === 2;
    if (!isAbove) break;
    start = comment.start;
  }
  return start;
}
