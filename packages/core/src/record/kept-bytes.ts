/** Bytes of a text that are kept while it passes, up to a bound. */

const decoder = new TextDecoder();

/** Bytes that others are put behind. */
export class KeptBytes {
  length = 0;
  /** More was put than is kept: what is here is not whole. */
  isTooMuch = false;
  readonly #limit: number;
  #bytes: Uint8Array = new Uint8Array(512);

  constructor(limit: number) {
    this.#limit = limit;
  }

  put(byte: number): void {
    if (!this.#hasRoom(1)) return;
    this.#bytes[this.length] = byte;
    this.length += 1;
  }

  putAll(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#hasRoom(to - from)) return;
    this.#bytes.set(bytes.subarray(from, to), this.length);
    this.length += to - from;
  }

  /** Forgets what stands behind. */
  cutTo(length: number): void {
    this.length = length;
  }

  text(): string {
    return decoder.decode(this.#bytes.subarray(0, this.length));
  }

  #hasRoom(more: number): boolean {
    const needed = this.length + more;
    if (needed > this.#limit) {
      this.isTooMuch = true;
      return false;
    }
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.#limit, Math.max(needed, this.#bytes.length * 2)));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    return true;
  }
}
