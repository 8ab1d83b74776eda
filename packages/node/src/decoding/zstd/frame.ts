/**
 * Reads the frame of a zstd body (RFC 8878 section 3.1) without decoding it: how much memory it asks for, where its blocks
 * end, and whether it is one frame and complete. Neither decoder can be left to that. Node's takes bytes that stop short
 * for a proper end (22), and reads a second frame or does not, by where the chunks were cut; a decoder in JavaScript needs the blocks cut out.
 */
import { GatewayError } from '@aperturejs/core';
import { followed, notValid } from '../failures.ts';

/** What every decoder of the coding `zstd` can be expected to keep, and no encoder may ask more (RFC 9659 section 3). */
const MAX_WINDOW = 8 * 1024 * 1024;
/** Bytes that may come out of a block, whatever the window. */
export const MAX_BLOCK: number = 128 * 1024;
const MAGIC = 0xfd2fb528;
const RLE = 1;
const RESERVED = 3;

const NO_BLOCK = { type: 0, size: 0, length: 0 };

type State = 'magic' | 'header' | 'block' | 'content' | 'checksum' | 'end';

/** Follows one body. All methods throw a GatewayError for what is not one valid frame. */
export class ZstdFrame {
  /** Bytes that a decoder keeps of what it has decoded. */
  window = 0;
  /** Blocks that have come whole. */
  blocks = 0;
  /** The last one: its type, the size that its header tells, and the length of its content. */
  block: { readonly type: number; readonly size: number; readonly length: number } = NO_BLOCK;
  #state: State = 'magic';
  /** The bytes of a header, until it is whole. */
  #head: number[] = [];
  #headLength = 5;
  /** Bytes to come of a block's content or of the checksum. */
  #left = 0;
  #lastBlock = false;
  #hasChecksum = false;
  #contentSize: number | null = null;

  get complete(): boolean {
    return this.#state === 'end';
  }

  /** Reads on, to the end of a block or of the chunk, and answers where that is. */
  next(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length;) {
      if (this.#state === 'end') throw followed('zstd');
      if (this.#state === 'content' || this.#state === 'checksum') {
        const step = Math.min(this.#left, chunk.length - i);
        this.#left -= step;
        i += step;
      } else {
        this.#head.push(chunk[i] as number);
        i += 1;
        if (this.#head.length < this.#headLength) continue;
        this.#readHead();
      }
      if (this.#left === 0 && this.#closeContent()) return i;
    }
    return chunk.length;
  }

  /** Reads a whole chunk. */
  read(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length;) i = this.next(chunk, i);
  }

  /** The body has ended, and so many bytes came out of it. */
  finish(decoded: number): void {
    if (!this.complete) throw notValid('zstd', 'it ends in the middle');
    if (this.#contentSize !== null && this.#contentSize !== decoded)
      throw notValid('zstd', 'it is not as long as it says');
  }

  /** True if a block, or the checksum, ends here. */
  #closeContent(): boolean {
    if (this.#state === 'checksum') {
      this.#state = 'end';
      return true;
    }
    if (this.#state !== 'content') return false;
    this.blocks += 1;
    if (!this.#lastBlock) this.#expectHead('block', 3);
    else if (this.#hasChecksum) this.#expectContent('checksum', 4);
    else this.#state = 'end';
    return true;
  }

  #readHead(): void {
    const head = this.#head;
    const little = (from: number, bytes: number): number =>
      head.slice(from, from + bytes).reduceRight((value, byte) => value * 256 + byte, 0);
    const descriptor = head[4] as number;
    switch (this.#state) {
      case 'magic': {
        if (little(0, 4) !== MAGIC) throw notValid('zstd', 'it does not begin with a frame');
        this.#state = 'header';
        this.#headLength = headerLength(descriptor);
        break;
      }
      case 'header': {
        if (descriptor & 8) throw notValid('zstd', 'its frame header is damaged');
        const single = (descriptor & 32) !== 0;
        const { dictionary, size } = fields(descriptor);
        const at = single ? 5 : 6;
        if (little(at, dictionary) !== 0) throw notValid('zstd', 'it needs a dictionary');
        const content = size === 0 ? null : little(at + dictionary, size) + (size === 2 ? 256 : 0);
        this.#contentSize = content;
        this.#hasChecksum = (descriptor & 4) !== 0;
        this.window = single ? (content ?? 0) : windowOf(head[5] as number);
        if (this.window > MAX_WINDOW) throw windowTooLarge();
        this.#expectHead('block', 3);
        break;
      }
      case 'block': {
        const header = little(0, 3);
        const type = (header >> 1) & 3;
        const size = header >> 3;
        if (type === RESERVED || size > Math.min(this.window, MAX_BLOCK))
          throw notValid('zstd', 'a block is damaged');
        this.#lastBlock = (header & 1) === 1;
        const length = type === RLE ? 1 : size;
        this.block = { type, size, length };
        this.#expectContent('content', length);
      }
    }
  }

  #expectHead(state: State, length: number): void {
    this.#state = state;
    this.#head = [];
    this.#headLength = length;
  }

  #expectContent(state: State, length: number): void {
    this.#state = state;
    this.#left = length;
  }
}

/** The lengths of two fields of a frame header, by its descriptor. */
function fields(descriptor: number): { readonly dictionary: number; readonly size: number } {
  const flag = descriptor >> 6;
  const size = flag === 0 ? (descriptor & 32 ? 1 : 0) : 1 << flag;
  return { dictionary: [0, 1, 2, 4][descriptor & 3] as number, size };
}

function headerLength(descriptor: number): number {
  const { dictionary, size } = fields(descriptor);
  const length = 5 + (descriptor & 32 ? 0 : 1) + dictionary + size;
  return length;
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function windowTooLarge(): GatewayError {
  return new GatewayError(
    'body_too_large',
    `content-encoding: the zstd body needs a window of more than ${MAX_WINDOW} bytes (RFC 9659); compress it with a smaller one`,
  );
}
