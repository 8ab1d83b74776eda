import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineFinder } from './report.ts';

it('finds the line and the column of every offset', () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', 'ü', '😀'), { maxLength: 30 });
  fc.assert(
    fc.property(text, (parts) => {
      const document = parts.join('');
      const locate = lineFinder(document);
      for (let offset = 0; offset <= document.length; offset++) {
        const before = document.slice(0, offset).split('\n');
        expect(locate(offset)).toEqual({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
      }
    }),
  );
});
