/** IP addresses and ranges of them, as peers have them and configs write them. */

/** An address as 16-bit words: two for IPv4, eight for IPv6. IPv4 mapped into IPv6 is IPv4 (RFC 4291, 2.5.5.2). */
export type Address = readonly number[];

/** All addresses that share the first `bits` bits with `base`, and are of its family. */
export interface AddressRange {
  readonly base: Address;
  readonly bits: number;
}

/**
 * Reads an address without brackets, zone or port. Null if it is none: forms that readers disagree on, such as
 * `127.1`, `010.0.0.1` (octal to some) and `0x7f000001`, are none.
 */
export function parseAddress(text: string): Address | null {
  if (!text.includes(':')) return parseIPv4(text);
  const words = parseIPv6(text);
  return words && isMapped(words) ? words.slice(6) : words;
}

/** Reads an address or a CIDR range: `10.0.0.0/8`, `fd00::/8`. Bits below the prefix are ignored. Null if it is none. */
export function parseRange(text: string): AddressRange | null {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const words = address.includes(':') ? parseIPv6(address) : parseIPv4(address);
  if (!words) return null;
  const width = words.length * 16;
  const bits = slash === -1 ? width : parseNumber(text.slice(slash + 1), width, 3);
  if (bits === null) return null;
  // A range within ::ffff:0:0/96 is one of IPv4; a wider one holds IPv6 addresses only, as its writer sees it.
  return isMapped(words) && bits >= 96 ? { base: words.slice(6), bits: bits - 96 } : { base: words, bits };
}

/** True if the range holds the address. */
export function isInRange(address: Address, range: AddressRange): boolean {
  const { base, bits } = range;
  if (address.length !== base.length) return false;
  for (let i = 0; i * 16 < bits; i++) {
    const mask = 0xffff << Math.max(0, 16 - (bits - i * 16));
    if ((((address[i] as number) ^ (base[i] as number)) & mask & 0xffff) !== 0) return false;
  }
  return true;
}

/**
 * Compiles ranges into a test for peers. A peer without an address, or with one that cannot be read, is in none.
 *
 * @throws TypeError if one is no range; the config schema has refused it before
 */
export function compileRanges(texts: readonly string[]): (address: string | undefined) => boolean {
  const ranges = texts.map((text) => {
    const range = parseRange(text);
    if (!range) throw new TypeError(`${JSON.stringify(text)} is no IP address or CIDR range`);
    return range;
  });
  // Most lists are empty, and this is asked for every request.
  if (ranges.length === 0) return () => false;
  return (text) => {
    const address = text === undefined ? null : parseAddress(text);
    return address !== null && ranges.some((range) => isInRange(address, range));
  };
}

/** The addresses that only this machine has. */
export const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1'];

const inLoopback = compileRanges(LOOPBACK);

/** True for an address of this machine's loopback interface. */
export function isLoopback(address: string | undefined): boolean {
  return address === '127.0.0.1' || address === '::1' || inLoopback(address);
}

function parseIPv4(text: string): number[] | null {
  const parts = text.split('.', 5).map((part) => parseNumber(part, 255, 3));
  if (parts.length !== 4 || parts.includes(null)) return null;
  const [a, b, c, d] = parts as [number, number, number, number];
  return [a * 256 + b, c * 256 + d];
}

function parseIPv6(text: string): number[] | null {
  // The longest one is eight groups of four, or six of them and a dotted quad.
  if (text.length > 45) return null;
  const gap = text.indexOf('::');
  if (gap === -1) {
    const words = parseWords(text);
    return words?.length === 8 ? words : null;
  }
  const head = gap === 0 ? [] : parseWords(text.slice(0, gap), false);
  const tail = gap + 2 === text.length ? [] : parseWords(text.slice(gap + 2));
  // The gap stands for at least one word (RFC 5952, 4.2.2 forbids one to be written so; RFC 4291 allows it).
  if (!head || !tail || head.length + tail.length > 7) return null;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function parseWords(text: string, mayEndInIPv4 = true): number[] | null {
  const words: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      words.push(Number.parseInt(part, 16));
      continue;
    }
    const quad = mayEndInIPv4 && i === parts.length - 1 ? parseIPv4(part) : null;
    if (!quad) return null;
    words.push(...quad);
  }
  return words;
}

function isMapped(words: Address): boolean {
  return words.length === 8 && words[5] === 0xffff && words.slice(0, 5).every((word) => word === 0);
}

/** A plain decimal number without leading zeros. */
function parseNumber(text: string, max: number, digits: number): number | null {
  if (text.length > digits || !/^(?:0|[1-9]\d*)$/.test(text)) return null;
  const number = Number(text);
  return number <= max ? number : null;
}
