import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWords } from './encoded-words.ts';

const q = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `=${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');

describe('decodeWords', () => {
  it.each([
    ['Alice', 'Alice'],
    ['=?utf-8?q?Ren=C3=A9_M=C3=BCller?=', 'René Müller'],
    ['=?UTF-8?B?UmVuw6k=?=', 'René'],
    ['=?iso-8859-1?Q?Ren=E9?=', 'René'],
    ['Dr. =?utf-8?q?Ren=C3=A9?= M.', 'Dr. René M.'],
    ['=?utf-8?q?Ren=C3=A9?= \t=?utf-8?q?_M.?=', 'René M.'],
    ['=?utf-8?q?=3C=3F=3E?=', '<?>'],
  ])('%s is %s', (text, decoded) => {
    expect(decodeWords(text)).toBe(decoded);
  });

  it.each(['=?utf-8?q?=FF?=', '=?utf-8?b?***?=', '=?no-such?q?a?=', '=?utf-8?x?a?=', '=?utf-8?q?a', '=?'])(
    'leaves %s alone',
    (text) => {
      expect(decodeWords(text)).toBe(text);
    },
  );

  it('undoes both encodings of any text, and throws at none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        // A byte order mark at the start is no part of a text.
        fc.pre(text !== '' && !text.startsWith('\uFEFF'));
        expect(decodeWords(`=?utf-8?q?${q(text)}?=`)).toBe(text);
        expect(decodeWords(`=?utf-8?b?${Buffer.from(text).toString('base64')}?=`)).toBe(text);
        decodeWords(`=?${text}`);
      }),
    );
  });
});
