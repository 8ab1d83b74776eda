import { isIPv4, isIPv6 } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRanges, isLoopback, parseAddress, parseRange } from './address.ts';

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();
/** Text that is nearly an address. */
const nearly = fc.string({ unit: fc.constantFrom(...'0129af:.%/x '), maxLength: 20 });

describe('parseAddress', () => {
  it('takes what the platform takes for an address', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, nearly), (text) => {
        // A zone is no part of the address; the faces cut it off.
        const expected = isIPv4(text) || (isIPv6(text) && !text.includes('%'));
        expect(parseAddress(text) !== null).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('reads IPv4 mapped into IPv6 as IPv4', () => {
    fc.assert(
      fc.property(ipv4, (text) => {
        expect(parseAddress(`::ffff:${text}`)).toEqual(parseAddress(text));
        expect(parseAddress(`0:0:0:0:0:FFFF:${text}`)).toEqual(parseAddress(text));
      }),
    );
  });

  it.each([
    '127.1',
    '010.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4.5',
    '1.2.3.256',
    '[::1]',
    '::1%lo',
    '',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('ranges', () => {
  it('hold what shares their first bits', () => {
    const family = fc.constantFrom(4, 16);
    const pair = family.chain((length) => {
      const bytes = fc.array(fc.constantFrom(0, 1, 127, 128, 254, 255), {
        minLength: length,
        maxLength: length,
      });
      return fc.tuple(bytes, bytes, fc.integer({ min: 0, max: length * 8 }));
    });
    fc.assert(
      fc.property(pair, ([base, address, bits]) => {
        const expected = bitsOf(base).slice(0, bits) === bitsOf(address).slice(0, bits);
        expect(compileRanges([`${written(base)}/${bits}`])(written(address))).toBe(expected);
        const inside = [...bitsOf(base).slice(0, bits), ...bitsOf(address).slice(bits)].join('');
        expect(compileRanges([`${written(base)}/${bits}`])(written(bytesOf(inside)))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('hold their own base and, where they are narrow, not its neighbour', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (base) => {
        expect(compileRanges([base])(base)).toBe(true);
        expect(compileRanges([`${base}/0`])(base)).toBe(true);
      }),
    );
    expect(compileRanges(['10.1.2.3'])('10.1.2.4')).toBe(false);
    expect(compileRanges(['10.1.2.128/25'])('10.1.2.127')).toBe(false);
    expect(compileRanges(['fd00::/9'])('fd7f:ffff::1')).toBe(true);
    expect(compileRanges(['fd00::/9'])('fd80::1')).toBe(false);
  });

  it('treat IPv4 alike in both of its forms', () => {
    expect(compileRanges(['10.0.0.0/8'])('::ffff:10.9.8.7')).toBe(true);
    expect(compileRanges(['::ffff:10.0.0.0/104'])('10.9.8.7')).toBe(true);
    expect(compileRanges(['::ffff:10.0.0.0/104'])('11.9.8.7')).toBe(false);
  });

  it('of IPv6 hold no IPv4', () => {
    expect(compileRanges(['::/0'])('10.9.8.7')).toBe(false);
    expect(compileRanges(['::/0'])('::ffff:10.9.8.7')).toBe(false);
    expect(compileRanges(['::ffff:10.0.0.0/64'])('10.9.8.7')).toBe(false);
    expect(compileRanges(['::ffff:10.0.0.0/64'])('::1')).toBe(true);
  });

  it('hold no peer without an address', () => {
    const everything = compileRanges(['0.0.0.0/0', '::/0']);
    expect(everything(undefined)).toBe(false);
    expect(everything('nonsense')).toBe(false);
    expect(everything('/run/gateway.sock')).toBe(false);
  });

  it.each([
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '*',
    'localhost',
  ])('are not written %j', (text) => {
    expect(parseRange(text)).toBeNull();
    expect(() => compileRanges([text])).toThrow(TypeError);
  });
});

it('knows loopback addresses', () => {
  for (const address of ['127.0.0.1', '127.9.8.7', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1']) {
    expect(isLoopback(address)).toBe(true);
  }
  for (const address of ['128.0.0.1', '126.255.255.255', '::2', '::', '0.0.0.0', 'localhost', undefined]) {
    expect(isLoopback(address)).toBe(false);
  }
});

const bitsOf = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');

const bytesOf = (bits: string) => (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));

/** Bytes as an address, in the plainest form of their family. */
function written(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const words: string[] = [];
  for (let i = 0; i < 16; i += 2) words.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16));
  return words.join(':');
}
