import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { visibleRows } from './visible-rows.ts';

it('are those that are seen, a few more, and never many', () => {
  const sizes = {
    top: fc.integer({ min: -50, max: 400_000 }),
    height: fc.integer({ min: 0, max: 4_000 }),
    rowHeight: fc.integer({ min: 16, max: 64 }),
    count: fc.integer({ min: 0, max: 12_000 }),
    spare: fc.integer({ min: 0, max: 20 }),
  };
  fc.assert(
    fc.property(fc.record(sizes), (window) => {
      const { top, height, rowHeight, count, spare } = window;
      const { from, to } = visibleRows(window);
      expect(from >= 0 && from <= to && to <= count).toBe(true);
      expect(to - from).toBeLessThanOrEqual(Math.ceil(height / rowHeight) + 1 + 2 * spare);
      for (const y of [top, top + height - 1]) {
        const row = Math.floor(y / rowHeight);
        if (height > 0 && row >= 0 && row < count) expect(row >= from && row < to).toBe(true);
      }
    }),
  );
});
