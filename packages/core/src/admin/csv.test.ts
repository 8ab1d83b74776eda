import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, csvLine, type Cell } from './csv.ts';

/** A reader by the letter of RFC 4180 section 2, which has nothing in common with the writer. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; !(text[at] === '"' && text[at + 1] !== '"'); at += 1) {
        if (at >= text.length) throw new Error('an open quote');
        if (text[at] === '"') at += 1;
        cell += text[at];
      }
      at += 1;
    } else {
      while (at < text.length && !',\r\n"'.includes(text[at]!)) cell += text[at++];
    }
    row.push(cell);
    if (text[at] === ',') at += 1;
    else if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else throw new Error(`neither a comma nor an end at ${at}`);
  }
  return rows;
}

describe('a line', () => {
  it.each<[Cell, string]>([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    [' spaces ', ' spaces '],
    ['größer', 'größer'],
    [null, ''],
    [undefined, ''],
    ['', ''],
    [0, '0'],
    [-1.5, '-1.5'],
    [false, 'false'],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t'=1"`],
    ['\r=1', `"'\r'=1"`],
    ['\n=1', `"'\n'=1"`],
    ['a;=1+1', `"a;'=1+1"`],
    ['a;b', '"a;b"'],
    ['x\n@SUM', `"x\n'@SUM"`],
    ['＝1', "'＝1"],
    ["'=1", "'=1"],
  ])('%j', (cell, written) => expect(csvLine([cell])).toBe(`${written}\r\n`));

  it('is read back as it was, and nothing in it is a formula', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[=+\-@\t\r\n",;a＝＋－＠']{0,10}$/),
    );
    const cell = fc.oneof(text, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { maxLength: 5 }), (rows) => {
        const read = parse(rows.map(csvLine).join(''));
        expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
        for (const [i, row] of rows.entries()) {
          for (const [j, cell] of row.entries()) {
            const seen = read[i]![j]!;
            if (typeof cell !== 'string') expect(seen).toBe(cell === null ? '' : String(cell));
            else {
              expect(seen.replaceAll("'", '')).toBe(cell.replaceAll("'", ''));
              expect(seen).not.toMatch(/^[\t\r\n]|(?:^|[;\t\r\n])[=+\-@＝＋－＠]/);
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

it('the cells of an object are named by where they stand', () => {
  const cells = cellsOf({ a: 1, b: { c: 'x', d: { e: null } }, f: ['y', 'z'], g: [] });
  expect([...cells]).toEqual([
    ['a', 1],
    ['b.c', 'x'],
    ['b.d.e', null],
    ['f', 'y z'],
    ['g', ''],
  ]);
});
