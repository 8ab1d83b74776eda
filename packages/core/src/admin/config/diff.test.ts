import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './diff.ts';

const diff = (one: string, other: string): string =>
  unifiedDiff({ name: 'a', text: one }, { name: 'b', text: other });

/** Applies a diff by the letter of the format, and has nothing in common with the writer. */
function patched(text: string, patch: string): string {
  const lines = text.split(/(?<=\n)/).filter((line) => line !== '');
  const result: string[] = [];
  let next = 0;
  const body = patch.split(/(?<=\n)/).slice(2);
  for (const [i, line] of body.entries()) {
    const head = /^@@ -(\d+),(\d+) \+\d+,\d+ @@\n$/.exec(line);
    if (head) {
      const from = Number(head[1]) - (head[2] === '0' ? 0 : 1);
      while (next < from) result.push(lines[next++]!);
      continue;
    }
    if (line.startsWith('\\')) continue;
    const whole = body[i + 1]?.startsWith('\\') ? line.slice(1, -1) : line.slice(1);
    if (line[0] !== '+') {
      if (lines[next] !== whole)
        throw new Error(`${JSON.stringify(lines[next])} is not ${JSON.stringify(whole)}`);
      next++;
    }
    if (line[0] !== '-') result.push(whole);
  }
  return [...result, ...lines.slice(next)].join('');
}

describe('a diff', () => {
  it('has the changes with three lines around them', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `${i}\n`);
    const other = lines.toSpliced(9, 1, 'nine\n', 'and a half\n').join('');
    expect(diff(lines.join(''), other)).toBe(
      '--- a\n+++ b\n@@ -7,7 +7,8 @@\n 6\n 7\n 8\n-9\n+nine\n+and a half\n 10\n 11\n 12\n',
    );
  });

  it.each([
    ['a\n', 'a\n', ''],
    ['', 'a\n', '@@ -0,0 +1,1 @@\n+a\n'],
    ['a\n', '', '@@ -1,1 +0,0 @@\n-a\n'],
    ['a', 'a\n', '@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n'],
    ['a\r\n', 'a\n', '@@ -1,1 +1,1 @@\n-a\r\n+a\n'],
  ])('of %j and %j', (one, other, hunks) => expect(diff(one, other)).toBe(`--- a\n+++ b\n${hunks}`));

  it('is short where the change is', () => {
    const one = Array.from({ length: 5_000 }, (_, i) => `${i}\n`).join('');
    const told = diff(one, one.replace('\n2500\n', '\nx\n').replace('\n100\n', '\n'));
    expect(told.split('\n@@').length).toBe(3);
    expect(told.length).toBeLessThan(200);
  });

  it('of texts that have nothing in common is one in place of the other', () => {
    const lines = (sign: string): string =>
      Array.from({ length: 30_000 }, (_, i) => `${sign}${i}\n`).join('');
    const [one, other] = [lines('a'), lines('b')];
    expect(patched(one, diff(one, other))).toBe(other);
  });

  it('turns any text into any other', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', ' -x\n', '+y\n'), { maxLength: 30 })
      .chain((lines) => fc.constantFrom('', 'z').map((last) => lines.join('') + last));
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(patched(one, diff(one, other))).toBe(other);
      }),
      { numRuns: 2_000 },
    );
  });
});
