/** Finite state entropy: the tables that symbols are decoded by (RFC 8878 section 4.1). */
import { damaged, highBit } from './bits.ts';

/** For each state its symbol, and where the next one is: `base` and so many bits. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** A table that always says the same symbol. */
export function constantTable(symbol: number): FseTable {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) };
}

/** Builds a table from how often each symbol comes; -1 is less than once. */
export function buildTable(counts: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  const next = new Uint16Array(counts.length);
  let high = size - 1;
  for (let symbol = 0; symbol < counts.length; symbol += 1) {
    const count = counts[symbol] as number;
    if (count === -1) symbols[high--] = symbol;
    next[symbol] = count === -1 ? 1 : count;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (let symbol = 0; symbol < counts.length; symbol += 1) {
    for (let i = 0; i < (counts[symbol] as number); i += 1) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at > high);
    }
  }
  for (let state = 0; state < size; state += 1) {
    const symbol = symbols[state] as number;
    const value = next[symbol] as number;
    next[symbol] = value + 1;
    const count = log - highBit(value);
    bits[state] = count;
    bases[state] = (value << count) - size;
  }
  return { log, symbols, bits, bases };
}

/**
 * Reads the description of a table, which ends before `limit`.
 *
 * @returns the table, and the index behind its description
 */
export function readTable(
  bytes: Uint8Array,
  start: number,
  limit: number,
  { maxLog, maxSymbol }: { readonly maxLog: number; readonly maxSymbol: number },
): { readonly table: FseTable; readonly end: number } {
  let position = start * 8;
  const peek = (count: number): number => {
    const index = position >> 3;
    const window =
      (bytes[index] as number) | ((bytes[index + 1] as number) << 8) | ((bytes[index + 2] as number) << 16);
    return (window >>> (position & 7)) & ((1 << count) - 1);
  };
  const log = peek(4) + 5;
  position += 4;
  if (log > maxLog) damaged();
  const counts = new Int16Array(maxSymbol + 1);
  let remaining = (1 << log) + 1;
  let symbol = 0;
  while (remaining > 1) {
    if (symbol > maxSymbol || position > limit * 8) damaged();
    // As many bits as the greatest value needs that can still come, or one less for the small ones.
    const width = highBit(remaining) + 1;
    const spare = (1 << width) - 1 - remaining;
    let value = peek(width - 1);
    if (value < spare) position += width - 1;
    else {
      value = peek(width);
      if (value >= 1 << (width - 1)) value -= spare;
      position += width;
    }
    const count = value - 1;
    remaining -= Math.abs(count);
    counts[symbol] = count;
    symbol += 1;
    if (count !== 0) continue;
    for (let repeat = 3; repeat === 3;) {
      repeat = peek(2);
      position += 2;
      symbol += repeat;
      if (symbol > maxSymbol + 1) damaged();
    }
  }
  const end = (position + 7) >> 3;
  if (remaining !== 1 || end > limit) damaged();
  return { table: buildTable(counts.subarray(0, symbol), log), end };
}
