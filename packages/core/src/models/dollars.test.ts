import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dollarsEach } from './dollars.ts';

it.each([
  ['$3 for a million', 3_000_000_000, '0.00000300'],
  ['$15', 15_000_000_000, '0.00001500'],
  ['$0.175', 175_000_000, '0.000000175'],
  ['$0.0375', 37_500_000, '0.0000000375'],
  ['$10 for a thousand searches', 10_000_000_000_000, '0.01000000'],
  ['more than a dollar each', 2_500_000_000_000_000, '2.50000000'],
  ['nothing', 0, '0.00000000'],
  ['the least there is', 1, '0.000000000000001'],
  ['what no adjustment should leave', 2.5, '0.000000000000003'],
])('writes %s', (_, nano, written) => {
  expect(dollarsEach(nano)).toBe(written);
});

it('loses no digit', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (nano) => {
      const written = dollarsEach(nano);
      expect(written).toMatch(/^\d+\.\d{8,15}$/);
      const [whole = '', decimals = ''] = written.split('.');
      expect(BigInt(whole + decimals.padEnd(15, '0'))).toBe(BigInt(nano));
    }),
  );
});
