import { expect, it } from 'vitest';
import { placeOf } from './place.ts';

it('tells line and column', () => {
  expect(placeOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(placeOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});
