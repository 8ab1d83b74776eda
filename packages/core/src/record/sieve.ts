/**
 * Reads the few fields that matter out of a JSON text of any size, as it comes, without holding the rest: a list of
 * embeddings or an image in base64 has tens of megabytes and its usage at the end. What is passed over is checked for
 * its structure and no more.
 */
import {
  QUOTE,
  OPEN_OBJECT,
  CLOSE_OBJECT,
  OPEN_ARRAY,
  CLOSE_ARRAY,
  COMMA,
  COLON_BYTE,
  SPACE,
  SCALAR,
  CLASS,
  textOf,
} from '../body/json-bytes.ts';
import { JsonString } from '../body/json-string.ts';
import type { FieldNames, Fields } from './fields.ts';
import { KeptBytes } from './kept-bytes.ts';

/** What is kept of one text, in bytes. */
export const MAX_KEPT: number = 65_536;
/** A longer string counts as empty: no name, id or reason is so long. */
export const MAX_STRING: number = 1_024;
/** Elements of an array that are kept. */
export const MAX_ELEMENTS: number = 256;
const MAX_KEY = 64;

const VALUE = 0;
const FIRST_KEY = 1;
const KEY = 2;
const IN_KEY = 3;
const COLON = 4;
const FIRST_ELEMENT = 5;
const AFTER_VALUE = 6;
const IN_STRING = 7;
const IN_SCALAR = 8;
const NESTED = 9;
const IN_NESTED_STRING = 10;
const END = 11;
const BROKEN = 12;

/** An object or array that is looked into. */
interface Frame {
  readonly names: FieldNames | null;
  /** Of an array. */
  readonly elements: Fields | null;
  /** Values kept so far. */
  kept: number;
}

const EMPTY_STRING = Uint8Array.of(QUOTE, QUOTE);
const NULL = new TextEncoder().encode('null');

/** Reads one JSON text. */
export class Sieve {
  #state = VALUE;
  readonly #frames: Frame[] = [];
  /** What is wanted of the value that comes next; null to pass over it. */
  #wanted: Fields | null;
  /** The value under way is copied. */
  #copying = false;
  /** Open brackets of a value that is passed over or copied whole. */
  #depth = 0;
  readonly #string = new JsonString();
  #key: number[] = [];
  readonly #kept = new KeptBytes(MAX_KEPT);
  /** Where in `#kept` the string under way begins. */
  #stringStart = 0;

  constructor(fields: Fields) {
    this.#wanted = fields;
  }

  /** Reads on, from `from` up to `to`. */
  push(chunk: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to && this.#state !== BROKEN && !this.#kept.isTooMuch) {
      switch (this.#state) {
        case IN_STRING:
        case IN_NESTED_STRING:
          at = this.#readString(chunk, at, to);
          break;
        case NESTED:
          at = this.#readNested(chunk, at, to);
          break;
        case IN_SCALAR:
          at = this.#readScalar(chunk, at, to);
          break;
        case IN_KEY:
          at = this.#readKey(chunk, at, to);
          break;
        default:
          if (CLASS[chunk[at] as number] !== SPACE) this.#step(chunk[at] as number);
          at += 1;
      }
    }
  }

  /** What was kept, as a value, unless the text was no whole JSON or too much of it was to be kept. */
  finish(): { readonly value: unknown } | 'broken' | 'too_large' {
    if (this.#kept.isTooMuch) return 'too_large';
    const whole = this.#state === END || (this.#state === IN_SCALAR && this.#frames.length === 0);
    if (!whole) return 'broken';
    try {
      return { value: JSON.parse(this.#kept.text()) };
    } catch {
      return 'broken';
    }
  }

  /** One byte outside of strings, scalars and values that are not looked into. */
  #step(byte: number): void {
    switch (this.#state) {
      case FIRST_ELEMENT:
        if (byte === CLOSE_ARRAY) return this.#close(byte);
        this.#wantElement();
        return this.#openValue(byte);
      case VALUE:
        return this.#openValue(byte);
      case FIRST_KEY:
      case KEY:
        if (byte === CLOSE_OBJECT && this.#state === FIRST_KEY) return this.#close(byte);
        this.#state = byte === QUOTE ? IN_KEY : BROKEN;
        this.#key = [];
        return;
      case COLON:
        this.#state = byte === COLON_BYTE ? VALUE : BROKEN;
        return;
      case AFTER_VALUE:
        return this.#afterValue(byte);
      default:
        this.#state = BROKEN;
    }
  }

  #openValue(byte: number): void {
    const wanted = this.#wanted;
    const looksInto = typeof wanted === 'object' && wanted !== null;
    if (looksInto && byte === (Array.isArray(wanted) ? OPEN_ARRAY : OPEN_OBJECT)) {
      const elements = Array.isArray(wanted) ? (wanted[0] as Fields) : null;
      this.#kept.put(byte);
      this.#frames.push({ names: elements ? null : (wanted as FieldNames), elements, kept: 0 });
      this.#state = elements ? FIRST_ELEMENT : FIRST_KEY;
      return;
    }
    const whole = wanted === true;
    if (byte === QUOTE) {
      this.#copying = wanted !== null;
      this.#stringStart = this.#kept.length;
      if (this.#copying) this.#kept.put(byte);
      this.#state = IN_STRING;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      // Another kind of value than the one that is looked into says nothing.
      if (looksInto) this.#kept.putAll(NULL, 0, NULL.length);
      this.#copying = whole;
      if (whole) this.#kept.put(byte);
      this.#depth = 1;
      this.#state = NESTED;
    } else if (CLASS[byte] === SCALAR) {
      this.#copying = wanted !== null;
      if (this.#copying) this.#kept.put(byte);
      this.#state = IN_SCALAR;
    } else {
      this.#state = BROKEN;
    }
  }

  #afterValue(byte: number): void {
    const frame = this.#frames.at(-1);
    if (!frame) this.#state = BROKEN;
    else if (byte !== COMMA) this.#close(byte);
    else if (frame.elements) {
      this.#wantElement();
      this.#state = VALUE;
    } else this.#state = KEY;
  }

  #wantElement(): void {
    const frame = this.#frames.at(-1) as Frame;
    this.#wanted = frame.kept < MAX_ELEMENTS ? frame.elements : null;
    if (this.#wanted !== null) this.#separate(frame);
  }

  #close(byte: number): void {
    const frame = this.#frames.pop() as Frame;
    if (byte !== (frame.elements ? CLOSE_ARRAY : CLOSE_OBJECT)) {
      this.#state = BROKEN;
      return;
    }
    this.#kept.put(byte);
    this.#endValue();
  }

  #endValue(): void {
    this.#state = this.#frames.length > 0 ? AFTER_VALUE : END;
  }

  #readScalar(chunk: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && CLASS[chunk[at] as number] === SCALAR) at += 1;
    if (this.#copying) this.#kept.putAll(chunk, from, at);
    if (at < to) this.#endValue();
    return at;
  }

  #readKey(chunk: Uint8Array, from: number, to: number): number {
    const close = this.#string.findEnd(chunk, from, to);
    const end = close === -1 ? to : close;
    // Of a longer key one byte more than it may have is enough to tell.
    const kept = Math.min(end, from + MAX_KEY + 1 - this.#key.length);
    for (let at = from; at < kept; at += 1) this.#key.push(chunk[at] as number);
    if (close === -1) return to;
    this.#closeKey();
    return close + 1;
  }

  #closeKey(): void {
    const frame = this.#frames.at(-1) as Frame;
    const names = frame.names as FieldNames;
    const key = this.#key.length <= MAX_KEY ? textOf(this.#key) : null;
    this.#state = COLON;
    this.#wanted = key !== null && Object.hasOwn(names, key) ? (names[key] as Fields) : null;
    if (this.#wanted === null) return;
    this.#separate(frame);
    this.#kept.put(QUOTE);
    for (const byte of this.#key) this.#kept.put(byte);
    this.#kept.put(QUOTE);
    this.#kept.put(COLON_BYTE);
  }

  #separate(frame: Frame): void {
    if (frame.kept > 0) this.#kept.put(COMMA);
    frame.kept += 1;
  }

  #readString(chunk: Uint8Array, from: number, to: number): number {
    const close = this.#string.findEnd(chunk, from, to);
    const end = close === -1 ? to : close + 1;
    const alone = this.#state === IN_STRING;
    if (this.#copying) {
      if (alone && this.#kept.length + end - from - this.#stringStart > MAX_STRING) {
        this.#kept.cutTo(this.#stringStart);
        this.#kept.putAll(EMPTY_STRING, 0, 2);
        this.#copying = false;
      } else {
        this.#kept.putAll(chunk, from, end);
      }
    }
    if (close === -1) return end;
    if (alone) this.#endValue();
    else this.#state = NESTED;
    return end;
  }

  /** A value that is passed over or copied whole. */
  #readNested(chunk: Uint8Array, from: number, to: number): number {
    let at = from;
    for (;;) {
      while (at < to && !isStructure(chunk[at] as number)) at += 1;
      if (at === to) break;
      const byte = chunk[at];
      at += 1;
      if (byte === QUOTE) {
        this.#state = IN_NESTED_STRING;
        break;
      }
      this.#depth += byte === OPEN_OBJECT || byte === OPEN_ARRAY ? 1 : -1;
      if (this.#depth === 0) {
        this.#endValue();
        break;
      }
    }
    if (this.#copying) this.#kept.putAll(chunk, from, at);
    return at;
  }
}

/** A quote, or a bracket of either kind: `[` and `{`, `]` and `}` differ in one bit. */
function isStructure(byte: number): boolean {
  const square = byte & 0xdf;
  return byte === QUOTE || square === OPEN_ARRAY || square === CLOSE_ARRAY;
}
