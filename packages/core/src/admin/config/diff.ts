/** Unified diffs of texts, by lines (GNU diffutils, "Detailed Description of Unified Format"). */

/** A text with its name in the head of the diff. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

type Sign = ' ' | '-' | '+';

interface Line {
  readonly sign: Sign;
  readonly text: string;
}

/** Lines around each change. */
const CONTEXT = 3;
/** Texts that differ in more lines are told as one replaced by the other: the search grows with the square of it. */
const MAX_EDITS = 1_000;

/** What turns one text into another. */
export function unifiedDiff(one: NamedText, other: NamedText): string {
  const lines = compared(linesOf(one.text), linesOf(other.text));
  return `--- ${one.name}\n+++ ${other.name}\n${hunksOf(lines)}`;
}

/** Each with its line break; the last one may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function compared(one: readonly string[], other: readonly string[]): Line[] {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start++;
  let end = 0;
  const shorter = Math.min(one.length, other.length) - start;
  while (end < shorter && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  const between = edits(one.slice(start, one.length - end), other.slice(start, other.length - end));
  return [
    ...one.slice(0, start).map((text) => line(' ', text)),
    ...between,
    ...one.slice(one.length - end).map((text) => line(' ', text)),
  ];
}

/** The shortest way from one to the other (Myers, "An O(ND) Difference Algorithm and Its Variations"). */
function edits(one: readonly string[], other: readonly string[]): Line[] {
  const most = Math.min(one.length + other.length, MAX_EDITS);
  const middle = most + 1;
  const reached = new Int32Array(2 * middle + 1);
  const steps: Int32Array[] = [];
  for (let count = 0; count <= most; count++) {
    steps.push(reached.slice());
    for (let diagonal = -count; diagonal <= count; diagonal += 2) {
      const down = goesDown(reached, middle, diagonal, count);
      let x = down ? at(reached, middle + diagonal + 1) : at(reached, middle + diagonal - 1) + 1;
      while (x < one.length && x - diagonal < other.length && one[x] === other[x - diagonal]) x++;
      reached[middle + diagonal] = x;
      if (x >= one.length && x - diagonal >= other.length) return wayBack(one, other, steps, middle);
    }
  }
  return [...one.map((text) => line('-', text)), ...other.map((text) => line('+', text))];
}

function wayBack(
  one: readonly string[],
  other: readonly string[],
  steps: readonly Int32Array[],
  middle: number,
): Line[] {
  const lines: Line[] = [];
  let x = one.length;
  let y = other.length;
  for (let count = steps.length - 1; count >= 0; count--) {
    const before = steps[count] as Int32Array;
    const diagonal = x - y;
    const down = goesDown(before, middle, diagonal, count);
    const fromX = count === 0 ? 0 : at(before, middle + diagonal + (down ? 1 : -1));
    const fromY = count === 0 ? 0 : fromX - (diagonal + (down ? 1 : -1));
    const cornerX = count === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > cornerX && y > cornerX - diagonal) {
      lines.push(line(' ', one[--x] as string));
      y--;
    }
    if (count > 0) lines.push(down ? line('+', other[fromY] as string) : line('-', one[fromX] as string));
    x = fromX;
    y = fromY;
  }
  return lines.toReversed();
}

function goesDown(reached: Int32Array, middle: number, diagonal: number, count: number): boolean {
  if (diagonal === -count) return true;
  return diagonal !== count && at(reached, middle + diagonal - 1) < at(reached, middle + diagonal + 1);
}

function at(list: Int32Array, index: number): number {
  return list[index] as number;
}

function line(sign: Sign, text: string): Line {
  return { sign, text };
}

/** The changes with what is around them; those that are near each other together. */
function hunksOf(lines: readonly Line[]): string {
  const shown = new Set<number>();
  for (const [i, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    for (let near = i - CONTEXT; near <= i + CONTEXT; near++)
      if (near >= 0 && near < lines.length) shown.add(near);
  }
  let text = '';
  let hunk: Line[] = [];
  const next = { one: 1, other: 1 };
  const start = { ...next };
  for (const [i, line] of lines.entries()) {
    if (shown.has(i)) {
      if (hunk.length === 0) Object.assign(start, next);
      hunk.push(line);
    } else if (hunk.length > 0) {
      text += hunkText(hunk, start);
      hunk = [];
    }
    if (line.sign !== '+') next.one += 1;
    if (line.sign !== '-') next.other += 1;
  }
  return hunk.length > 0 ? text + hunkText(hunk, start) : text;
}

function hunkText(hunk: readonly Line[], start: { readonly one: number; readonly other: number }): string {
  const count = (without: Sign): number => hunk.filter(({ sign }) => sign !== without).length;
  // A side without lines is told by the line before it.
  const range = (from: number, length: number): string => `${length === 0 ? from - 1 : from},${length}`;
  const body = hunk.map(({ sign, text }) =>
    text.endsWith('\n') ? sign + text : `${sign}${text}\n\\ No newline at end of file\n`,
  );
  return `@@ -${range(start.one, count('+'))} +${range(start.other, count('-'))} @@\n${body.join('')}`;
}
