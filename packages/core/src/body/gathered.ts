/** Chunks that are kept until a body is whole, or its model known. */
import { concatBytes } from '../wire/byte-source.ts';

/** Chunks below this are copied together: a body sent byte by byte would cost hundreds of times its size. */
const SMALL = 1_024;
const BLOCK = 16_384;

/** Keeps chunks, at a cost of memory that is bound by their bytes and not by their number. */
export class Gathered {
  readonly #chunks: Uint8Array[] = [];
  #block: Uint8Array | null = null;
  #used = 0;

  add(chunk: Uint8Array): void {
    if (chunk.length >= SMALL) {
      this.#closeBlock();
      this.#chunks.push(chunk);
      return;
    }
    if (this.#used + chunk.length > BLOCK) this.#closeBlock();
    this.#block ??= new Uint8Array(BLOCK);
    this.#block.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  /** All of it, in one piece. A single large chunk is not copied. */
  bytes(): Uint8Array {
    this.#closeBlock();
    const whole = concatBytes(this.#chunks);
    // Whoever asks again gets the same.
    this.#chunks.splice(0, this.#chunks.length, whole);
    return whole;
  }

  #closeBlock(): void {
    if (this.#block) this.#chunks.push(this.#block.slice(0, this.#used));
    this.#block = null;
    this.#used = 0;
  }
}
