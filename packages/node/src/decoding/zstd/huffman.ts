/** Huffman coding of literals (RFC 8878 section 4.2). */
import { BackwardBits, damaged, highBit } from './bits.ts';
import { readTable } from './fse.ts';

/** For each value of the next `maxBits` bits, the symbol that they begin with and its length in bits. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

/** Reads the description of a table, which ends before `limit`; `end` is the index behind it. */
export function readHuffman(
  bytes: Uint8Array,
  start: number,
  limit: number,
): { readonly table: HuffmanTable; readonly end: number } {
  const header = bytes[start] as number;
  if (header < 128) {
    const end = start + 1 + header;
    if (end > limit) damaged();
    return { table: tableOf(packedWeights(bytes, start + 1, end)), end };
  }
  const count = header - 127;
  const end = start + 1 + ((count + 1) >> 1);
  if (end > limit) damaged();
  const weights: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const byte = bytes[start + 1 + (i >> 1)] as number;
    weights.push(i % 2 === 0 ? byte >> 4 : byte & 15);
  }
  return { table: tableOf(weights), end };
}

/** Weights that are themselves coded, by two states that take turns. */
function packedWeights(bytes: Uint8Array, start: number, end: number): number[] {
  const { table, end: bitsStart } = readTable(bytes, start, end, { maxLog: 6, maxSymbol: 12 });
  const bits = new BackwardBits(bytes, bitsStart, end);
  const states = [bits.read(table.log), bits.read(table.log)];
  const weights: number[] = [];
  for (let turn = 0; ; turn = 1 - turn) {
    const state = states[turn] as number;
    weights.push(table.symbols[state] as number);
    if (weights.length > 254) damaged();
    states[turn] = (table.bases[state] as number) + bits.read(table.bits[state] as number);
    if (bits.left >= 0) continue;
    weights.push(table.symbols[states[1 - turn] as number] as number);
    return weights;
  }
}

function tableOf(weights: number[]): HuffmanTable {
  let sum = 0;
  for (const weight of weights) sum += weight > 0 ? 1 << (weight - 1) : 0;
  if (sum === 0) damaged();
  const maxBits = highBit(sum) + 1;
  const rest = (1 << maxBits) - sum;
  // The last weight is what is missing.
  if (maxBits > 11 || (rest & (rest - 1)) !== 0) damaged();
  weights.push(highBit(rest) + 1);
  const symbols = new Uint8Array(1 << maxBits);
  const bits = new Uint8Array(1 << maxBits);
  let at = 0;
  for (let weight = 1; weight <= maxBits; weight += 1) {
    for (let symbol = 0; symbol < weights.length; symbol += 1) {
      if (weights[symbol] !== weight) continue;
      const end = at + (1 << (weight - 1));
      symbols.fill(symbol, at, end);
      bits.fill(maxBits + 1 - weight, at, end);
      at = end;
    }
  }
  return { maxBits, symbols, bits };
}

/** Decodes a stream that fills `out` exactly. */
export function decodeHuffman(
  { maxBits, symbols, bits }: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
): void {
  const stream = new BackwardBits(bytes, start, end);
  const mask = (1 << maxBits) - 1;
  let { left } = stream;
  let i = 0;
  // The reader's own loop, by hand: most of the time of a decoder is spent here.
  for (; i < out.length && left >= maxBits; i += 1) {
    const from = left - maxBits;
    const at = start + (from >> 3);
    const word = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    const code = (word >>> (from & 7)) & mask;
    out[i] = symbols[code] as number;
    left -= bits[code] as number;
  }
  stream.left = left;
  for (; i < out.length; i += 1) {
    const code = stream.peek(maxBits);
    out[i] = symbols[code] as number;
    stream.left -= bits[code] as number;
  }
  if (stream.left !== 0) damaged();
}
