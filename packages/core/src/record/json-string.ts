/** The end of a JSON string in bytes that come in chunks. */
import { BACKSLASH, QUOTE } from '../body/json-bytes.ts';

/** Finds the end of one string after the other. */
export class JsonString {
  /** The next byte is escaped. */
  #escaped = false;

  /** The index of the quote that ends the string, or -1 if it goes on behind `to`. */
  findEnd(chunk: Uint8Array, from: number, to: number): number {
    let start = from;
    if (this.#escaped) {
      this.#escaped = false;
      start += 1;
    }
    let search = start;
    for (;;) {
      const quote = search < to ? chunk.indexOf(QUOTE, search) : -1;
      const end = quote === -1 || quote > to ? to : quote;
      // A quote after an odd number of backslashes is part of the text.
      let backslashes = 0;
      while (end - backslashes > start && chunk[end - 1 - backslashes] === BACKSLASH) backslashes += 1;
      const odd = (backslashes & 1) === 1;
      if (end === to) {
        this.#escaped = odd;
        return -1;
      }
      if (!odd) return end;
      search = start = end + 1;
    }
  }
}
