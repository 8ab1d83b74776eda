import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts, linesOf, toHunks } from './lines.ts';
import { conflictsIn, mergedText, mergeTexts } from './merge.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', '{'), { maxLength: 12 })
  .map((lines) => lines.join('\n'));

describe('comparing texts', () => {
  it('numbers the lines of both sides', () => {
    expect(compareTexts('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([
      { kind: 'same', text: 'a', old: 1, fresh: 1 },
      { kind: 'removed', text: 'b', old: 2, fresh: null },
      { kind: 'added', text: 'B', old: null, fresh: 2 },
      { kind: 'same', text: 'c', old: 3, fresh: 3 },
      { kind: 'added', text: 'd', old: null, fresh: 4 },
    ]);
  });

  it('is empty for texts that say the same', () => {
    expect(compareTexts('a\nb', 'a\r\nb\n')).toEqual([]);
  });

  it('leads from the one text to the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = compareTexts(before, after);
        if (lines.length === 0) return void expect(linesOf(before)).toEqual(linesOf(after));
        expect(lines.filter(({ old }) => old !== null).map(({ text }) => text)).toEqual(linesOf(before));
        expect(lines.filter(({ fresh }) => fresh !== null).map(({ text }) => text)).toEqual(linesOf(after));
        expect(toHunks(lines).flatMap((hunk) => hunk.lines)).toEqual(lines);
      }),
    );
  });

  it('folds away what is far from a change', () => {
    const before = [...'abcdefghij'].join('\n');
    const hunks = toHunks(compareTexts(before, before.replace('e', 'E')), 1);
    expect(hunks.map(({ kind, lines }) => [kind, lines.map(({ text }) => text).join('')])).toEqual([
      ['gap', 'abc'],
      ['lines', 'deEf'],
      ['gap', 'ghij'],
    ]);
  });
});

describe('merging two changes', () => {
  const base = '{\n  "a": 1,\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n';

  it('takes both where they do not touch', () => {
    const parts = mergeTexts(base.replace('1', '10'), base, base.replace('4', '40'));
    expect(conflictsIn(parts)).toBe(0);
    expect(mergedText(parts)).toBe(base.replace('1', '10').replace('4', '40'));
  });

  it('takes what both did alike once', () => {
    const both = base.replace('2', '20');
    expect(mergedText(mergeTexts(both, base, both))).toBe(both);
  });

  it('asks where they do', () => {
    const parts = mergeTexts(base.replace('2', '20'), base, base.replace('2', '200'));
    expect(conflictsIn(parts)).toBe(1);
    expect(mergedText(parts)).toBe(base.replace('2', '20'));
    expect(mergedText(parts, ['theirs'])).toBe(base.replace('2', '200'));
  });

  it('decides each place by its own choice', () => {
    const mine = base.replace('1', '10').replace('4', '40');
    const theirs = base.replace('1', '100').replace('4', '400');
    const parts = mergeTexts(mine, base, theirs);
    expect(conflictsIn(parts)).toBe(2);
    expect(mergedText(parts, ['theirs', 'mine'])).toBe(base.replace('1', '100').replace('4', '40'));
  });

  it('is one side if the other changed nothing', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const whole = (text: string): string => `${linesOf(text).join('\n')}\n`;
        expect(mergedText(mergeTexts(one, other, other))).toBe(whole(one));
        expect(mergedText(mergeTexts(other, other, one))).toBe(whole(one));
      }),
    );
  });
});
