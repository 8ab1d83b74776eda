import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { otherPrices, perMillion } from './price.ts';

it.each([
  ['0.00000125', '$1.25'],
  ['0.00000500', '$5.00'],
  ['0.0000003', '$0.30'],
  ['0.000000075', '$0.075'],
  ['0.01', '$10000.00'],
  ['3', '$3000000.00'],
  ['0', '$0.00'],
])('tells the price of a million tokens: %s', (dollars, price) => {
  expect(perMillion(dollars)).toBe(price);
});

it('has no price for what has none', () => {
  for (const nothing of [undefined, '', 'free', '-1', '1e-6']) expect(perMillion(nothing)).toBeNull();
});

it('loses no digit', () => {
  fc.assert(
    fc.property(fc.nat(10 ** 12), (nano) => {
      const text = nano.toString().padStart(13, '0');
      const dollars = `${text.slice(0, -12)}.${text.slice(-12)}`;
      const [whole = '', cents = ''] = (perMillion(dollars) ?? '').slice(1).split('.');
      expect(BigInt(whole + cents.padEnd(6, '0'))).toBe(BigInt(nano));
    }),
  );
});

it('tells every price there is', () => {
  expect(otherPrices({ input: '0.000005', web_search: '0.01000000', later: '0.000001' })).toEqual([
    '$5.00 for a million tokens input',
    '$0.01 for a web search',
    '$1.00 for a million tokens later',
  ]);
});
