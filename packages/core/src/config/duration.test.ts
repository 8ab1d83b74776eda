import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    [0, 0],
    ['5s', 5000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1.s', 1000],
    ['720h', 2_592_000_000],
    ['2000us', 2],
    ['2000µs', 2],
    ['2000μs', 2],
    ['1000000ns', 1],
    ['0s', 0],
  ] as const)('reads %j as %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBeCloseTo(milliseconds, 9);
    expect(isDuration(text)).toBe(true);
  });

  it.each(['', '5', '5 s', '-5s', '+5s', 's', '.s', '1d', '5S', '1e3s', '00', '5s ', 'NaNs', '٣s'])(
    'refuses %j',
    (text) => {
      expect(isDuration(text)).toBe(false);
      expect(() => parseDuration(text)).toThrow(RangeError);
    },
  );

  it('adds its parts up', () => {
    const unit = fc.constantFrom(['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]);
    const part = fc.tuple(fc.nat(10_000), unit);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.map(([amount, [name]]) => `${amount}${name}`).join('');
        const sum = parts.reduce((total, [amount, [, size]]) => total + amount * Number(size), 0);
        expect(parseDuration(text)).toBeCloseTo(sum, 3);
      }),
    );
  });

  it('agrees with isDuration on any text, and is never negative', () => {
    const parses = (text: string): boolean => {
      try {
        return parseDuration(text) >= 0;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'01.smhnuµ- '), maxLength: 8 }), (text) => {
        expect(parses(text)).toBe(isDuration(text));
      }),
      { numRuns: 3000 },
    );
  });
});
