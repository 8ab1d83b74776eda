/** Bits of zstd's entropy-coded parts (RFC 8878 section 4). */
import { notValid } from '../failures.ts';

/** The bytes are no zstd. */
export function damaged(): never {
  throw notValid('zstd', 'its bytes are damaged');
}

/** The position of the highest bit that is set. */
export function highBit(value: number): number {
  return 31 - Math.clz32(value);
}

/** Reads a stream from its end to its beginning, as it was written the other way round. */
export class BackwardBits {
  /** Bits that are left; below 0 if more were read than there are, which are zeros. */
  left: number;
  readonly #bytes: Uint8Array;
  readonly #start: number;

  /** @param bytes some bytes must follow `end`, so that whole words can be read; it does not matter which */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    const last = end > start ? (bytes[end - 1] as number) : 0;
    // The last bit that is set marks the end.
    if (last === 0) damaged();
    this.left = (end - start - 1) * 8 + highBit(last);
  }

  /** The next bits, at most 24, without taking them. */
  peek(count: number): number {
    const from = this.left - count;
    if (from < 0) return this.left <= 0 ? 0 : (this.#word(0) & ((1 << this.left) - 1)) << -from;
    return (this.#word(from >> 3) >>> (from & 7)) & ((1 << count) - 1);
  }

  read(count: number): number {
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  #word(index: number): number {
    const bytes = this.#bytes;
    const at = this.#start + index;
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    );
  }
}
