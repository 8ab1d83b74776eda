/** The end of a JSON string in bytes that come in chunks. */
import { BACKSLASH, QUOTE } from './json-bytes.ts';

/** Bytes after which a string is taken for a long one. A search by the engine costs as much to begin as these to read. */
const SHORT = 128;

/** Finds the end of one string after the other. */
export class JsonString {
  /** The next byte is escaped. */
  #escaped = false;

  /** The index of the quote that ends the string, or -1 if it goes on behind `to`. */
  findEnd(chunk: Uint8Array, from: number, to: number): number {
    let at = from + (this.#escaped ? 1 : 0);
    this.#escaped = false;
    while (at < to) {
      const stop = Math.min(to, at + SHORT);
      while (at < stop) {
        const byte = chunk[at];
        if (byte === QUOTE) return at;
        at += byte === BACKSLASH ? 2 : 1;
      }
      if (at >= to) break;
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote === -1 || quote > to ? to : quote;
      // A quote behind an odd number of backslashes is part of the text.
      let backslashes = 0;
      while (end - backslashes > at && chunk[end - 1 - backslashes] === BACKSLASH) backslashes += 1;
      const escaped = (backslashes & 1) === 1;
      if (end < to && !escaped) return end;
      at = end + (escaped ? 1 : 0);
    }
    this.#escaped = at > to;
    return -1;
  }
}
