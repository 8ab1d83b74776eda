import { crc32 as zlibCrc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from './crc32.ts';

it('has the check value of the standard', () => {
  const digits = new TextEncoder().encode('123456789');
  expect(crc32(digits, 0, 9)).toBe(0xcbf43926);
});

it('is what zlib computes, in one go or in pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), (bytes, at) => {
      const cut = at % (bytes.length + 1);
      const whole = crc32(bytes, 0, bytes.length);
      expect(whole).toBe(zlibCrc32(bytes));
      expect(crc32(bytes, cut, bytes.length, crc32(bytes, 0, cut))).toBe(whole);
    }),
  );
});
