/** Decodes the blocks of a frame, one after the other (RFC 8878 section 3.1.1.3). */
import { damaged } from './bits.ts';
import { MAX_BLOCK } from './frame.ts';
import { decodeHuffman, readHuffman, type HuffmanTable } from './huffman.ts';
import { readSequences, type SequenceTables } from './sequences.ts';

/** Matches that are copied byte by byte: a call costs more. */
const SHORT = 48;

/** The decoder of one frame. */
export class BlockDecoder {
  readonly #window: number;
  /** What was decoded last: at least the window, where there was as much. */
  #history: Uint8Array;
  #end = 0;
  #huffman: HuffmanTable | null = null;
  readonly #tables: SequenceTables = { literals: null, offsets: null, matches: null };
  readonly #offsets: [number, number, number] = [1, 4, 8];

  constructor(window: number) {
    this.#window = window;
    this.#history = new Uint8Array(MAX_BLOCK);
  }

  /** Decodes a block of the type 0 (as it is), 1 (one byte repeated) or 2 (compressed). */
  decode(type: number, size: number, content: Uint8Array): Uint8Array {
    this.#makeRoom();
    const start = this.#end;
    if (type === 2)
      this.#decompress(padded(content), content.length, start + Math.min(this.#window, MAX_BLOCK));
    else {
      if (type === 1) this.#history.fill(content[0] as number, start, start + size);
      else this.#history.set(content, start);
      this.#end = start + size;
    }
    return this.#history.slice(start, this.#end);
  }

  /** A block fits behind what is there: more memory is taken as it is needed, or what is behind the window let go of. */
  #makeRoom(): void {
    const history = this.#history;
    if (this.#end + MAX_BLOCK <= history.length) return;
    const kept = Math.min(this.#end, this.#window);
    if (kept + MAX_BLOCK > history.length / 2) {
      this.#history = new Uint8Array(history.length * 2);
      this.#history.set(history.subarray(this.#end - kept, this.#end));
    } else history.copyWithin(0, this.#end - kept, this.#end);
    this.#end = kept;
  }

  #decompress(content: Uint8Array, length: number, limit: number): void {
    const { literals, end } = this.#readLiterals(content, length);
    const history = this.#history;
    const window = this.#window;
    let at = this.#end;
    let from = 0;
    readSequences(content, end, length, this.#tables, this.#offsets, (count, match, distance) => {
      if (from + count > literals.length || at + count + match > limit) damaged();
      for (let i = 0; i < count; i += 1) history[at + i] = literals[from + i] as number;
      at += count;
      from += count;
      if (distance > at || distance > window) damaged();
      if (distance >= match && match > SHORT) history.copyWithin(at, at - distance, at - distance + match);
      else for (let i = 0; i < match; i += 1) history[at + i] = history[at + i - distance] as number;
      at += match;
    });
    const rest = literals.subarray(from);
    if (at + rest.length > limit) damaged();
    history.set(rest, at);
    this.#end = at + rest.length;
  }

  #readLiterals(
    content: Uint8Array,
    length: number,
  ): { readonly literals: Uint8Array; readonly end: number } {
    if (length === 0) damaged();
    const first = content[0] as number;
    const type = first & 3;
    const format = (first >> 2) & 3;
    const little = (bytes: number): number =>
      content.subarray(0, bytes).reduceRight((value, byte) => value * 256 + byte, 0);
    if (type < 2) {
      const header = format === 1 ? 2 : format === 3 ? 3 : 1;
      const size = Math.floor(little(header) / (header === 1 ? 8 : 16));
      const end = header + (type === 0 ? size : 1);
      if (size > MAX_BLOCK || end > length) damaged();
      const literals =
        type === 0 ? content.subarray(header, end) : new Uint8Array(size).fill(content[header] as number);
      return { literals, end };
    }
    const header = format === 3 ? 5 : format === 2 ? 4 : 3;
    const width = 2 ** (format === 3 ? 18 : format === 2 ? 14 : 10);
    const sizes = Math.floor(little(header) / 16);
    const literals = new Uint8Array(Math.min(sizes % width, MAX_BLOCK + 1));
    const end = header + Math.floor(sizes / width);
    if (literals.length > MAX_BLOCK || end > length) damaged();
    let at = header;
    if (type === 2) {
      const read = readHuffman(content, at, end);
      this.#huffman = read.table;
      at = read.end;
    }
    const table = this.#huffman ?? damaged();
    if (format === 0) decodeHuffman(table, content, at, end, literals);
    else decodeFour(table, content, at, end, literals);
    return { literals, end };
  }
}

/** The bytes, and zeros behind them, so that words of them can be read. */
function padded(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes.length + 4);
  copy.set(bytes);
  return copy;
}

/** Four streams, so that a machine can work on all of them at once, behind the lengths of the first three. */
function decodeFour(
  table: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
): void {
  const part = (out.length + 3) >> 2;
  if (start + 6 > end || 3 * part > out.length) damaged();
  let at = start + 6;
  for (let i = 0; i < 4; i += 1) {
    const lengthAt = start + 2 * i;
    const length = (bytes[lengthAt] as number) | ((bytes[lengthAt + 1] as number) << 8);
    const streamEnd = i === 3 ? end : at + length;
    if (streamEnd > end) damaged();
    decodeHuffman(table, bytes, at, streamEnd, out.subarray(part * i, i === 3 ? out.length : part * (i + 1)));
    at = streamEnd;
  }
}
