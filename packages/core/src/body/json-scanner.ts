/**
 * Finds the top-level `model` of a JSON body in its bytes, chunk by chunk, without parsing the rest into objects
 * (parsing 100 kB costs as much as forwarding it). It reads strictly, because whatever gateway and vendor could
 * read differently would let a caller pass one model by the grants and use another: a second `model`, also one in other
 * letters or escaped (some JSON libraries match keys without regard to case), and anything that is not JSON, such as
 * comments or single quotes, is refused (field.md D21).
 */
import { refuse, type Refusal } from '../errors.ts';
import {
  QUOTE,
  BACKSLASH,
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
} from './json-bytes.ts';
import { JsonString } from './json-string.ts';
import {
  ALTERNATIVES,
  MAX_MODEL,
  modelTooLong,
  namedTwice,
  type ModelField,
  type ModelScanner,
} from './model-field.ts';

const START = 0;
const KEY_OR_END = 1;
const KEY = 2;
const IN_KEY = 3;
const COLON = 4;
const VALUE = 5;
const IN_STRING = 6;
const IN_SCALAR = 7;
const NESTED = 8;
const IN_NESTED_STRING = 9;
const COMMA_OR_END = 10;
const END = 11;

/** Deeper than any tool schema, and shallow enough that no vendor's parser gives up first. */
const MAX_DEPTH = 1_000;
/** `"model"` with every letter escaped fits. */
const MAX_KEY = 64;

/** Reads one body. */
export class JsonScanner implements ModelScanner {
  field: ModelField | null = null;
  alternatives: string | null = null;
  /** Of a message over a WebSocket: its `type`, once seen. */
  type: string | null = null;

  #state = START;
  /** Bytes in the chunks before the current one. */
  #offset = 0;
  /** The open brackets below the top level, as the byte that closes each. */
  readonly #closers: number[] = [];
  readonly #string = new JsonString();
  /** The bytes of the key or value being read, kept across chunks; null while the string does not matter. */
  #token: number[] | null = null;
  #tokenStart = 0;
  /** The key whose value is wanted. */
  #wanted: 'model' | 'type' | null = null;
  #seenModel = false;
  #seenType = false;
  #encodedBegun = false;
  readonly #isMessage: boolean;

  /** @param isMessage a `type` counts as well, and must be named once */
  constructor({ isMessage = false }: { readonly isMessage?: boolean } = {}) {
    this.#isMessage = isMessage;
  }

  push(chunk: Uint8Array): Refusal | null {
    const end = chunk.length;
    let i = 0;
    while (i < end) {
      switch (this.#state) {
        case IN_KEY:
        case IN_STRING:
        case IN_NESTED_STRING: {
          const close = this.#string.findEnd(chunk, i, end);
          if (this.#token && !this.#keep(chunk, i, close === -1 ? end : close)) {
            if (this.#state === IN_STRING && this.#wanted === 'model') return modelTooLong();
            this.#token = null;
          }
          if (close === -1) {
            i = end;
            break;
          }
          i = close + 1;
          const refusal = this.#closeString(this.#offset + i);
          if (refusal) return refusal;
          break;
        }
        case NESTED: {
          i = this.#skipNested(chunk, i);
          if (i < 0) return broken(this.#offset - i - 1);
          break;
        }
        default: {
          const refusal = this.#step(chunk[i] as number, this.#offset + i);
          if (refusal) return refusal;
          i += 1;
        }
      }
    }
    this.#offset += end;
    return null;
  }

  finish(): Refusal | null {
    if (this.#state === END) return null;
    return this.#offset === 0
      ? refuse('invalid_request', 'the request has no body; send a JSON object with a "model"')
      : refuse('invalid_request', 'the request body is not complete JSON: it ends in the middle');
  }

  couldBePlain(encoded: Uint8Array): boolean {
    const first = encoded[0];
    if (first === undefined || this.#encodedBegun) return false;
    this.#encodedBegun = true;
    return JSON_STARTS.has(first);
  }

  /** One byte at the top level, outside strings. */
  #step(byte: number, at: number): Refusal | null {
    if (CLASS[byte] === SPACE) {
      if (this.#state === IN_SCALAR) this.#state = COMMA_OR_END;
      return null;
    }
    switch (this.#state) {
      case START:
        if (byte !== OPEN_OBJECT) {
          return refuse('invalid_request', 'the request body must be a JSON object');
        }
        this.#state = KEY_OR_END;
        return null;
      case KEY_OR_END:
      case KEY:
        if (byte === QUOTE) {
          this.#state = IN_KEY;
          this.#token = [];
          return null;
        }
        if (byte === CLOSE_OBJECT && this.#state === KEY_OR_END) {
          this.#state = END;
          return null;
        }
        return broken(at);
      case COLON:
        if (byte !== COLON_BYTE) return broken(at);
        this.#state = VALUE;
        return null;
      case VALUE:
        return this.#openValue(byte, at);
      case IN_SCALAR:
        // A scalar ends where the next thing starts.
        return CLASS[byte] === SCALAR ? null : this.#afterValue(byte, at);
      case COMMA_OR_END:
        return this.#afterValue(byte, at);
      default:
        return broken(at);
    }
  }

  #afterValue(byte: number, at: number): Refusal | null {
    if (byte === COMMA) this.#state = KEY;
    else if (byte === CLOSE_OBJECT) this.#state = END;
    else return broken(at);
    return null;
  }

  #openValue(byte: number, at: number): Refusal | null {
    if (byte === QUOTE) {
      this.#state = IN_STRING;
      this.#token = this.#wanted ? [] : null;
      this.#tokenStart = at;
      return null;
    }
    if (this.#wanted) return refuse('invalid_request', `"${this.#wanted}" must be a string`);
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      this.#state = NESTED;
      this.#closers.push(byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY);
      return null;
    }
    if (CLASS[byte] !== SCALAR) return broken(at);
    this.#state = IN_SCALAR;
    return null;
  }

  /** Reads on inside a nested value; answers where it stopped, or `-1 - index` of a byte that is not JSON. */
  #skipNested(chunk: Uint8Array, from: number): number {
    const closers = this.#closers;
    for (let i = from; i < chunk.length; i += 1) {
      const byte = chunk[i] as number;
      if (byte === QUOTE) {
        this.#state = IN_NESTED_STRING;
        return i + 1;
      }
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (closers.length >= MAX_DEPTH) return -1 - i;
        closers.push(byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (closers.pop() !== byte) return -1 - i;
        if (closers.length === 0) {
          this.#state = COMMA_OR_END;
          return i + 1;
        }
      } else if (CLASS[byte] === 0 && byte !== COMMA && byte !== COLON_BYTE) {
        return -1 - i;
      }
    }
    return chunk.length;
  }

  #keep(chunk: Uint8Array, from: number, to: number): boolean {
    const token = this.#token as number[];
    if (token.length + to - from > (this.#state === IN_KEY ? MAX_KEY : MAX_MODEL)) return false;
    for (let i = from; i < to; i += 1) token.push(chunk[i] as number);
    return true;
  }

  #closeString(end: number): Refusal | null {
    const token = this.#token;
    this.#token = null;
    if (this.#state === IN_NESTED_STRING) {
      this.#state = NESTED;
      return null;
    }
    if (this.#state === IN_KEY) {
      this.#state = COLON;
      return this.#closeKey(token, end);
    }
    this.#state = COMMA_OR_END;
    if (token) {
      const value = textOf(token);
      if (value === null) return refuse('invalid_request', `"${this.#wanted}" is not a valid JSON string`);
      if (this.#wanted === 'type') this.type = value;
      else
        this.field = { value, escaped: token.includes(BACKSLASH), start: this.#tokenStart + 1, end: end - 1 };
    }
    return null;
  }

  #closeKey(token: number[] | null, end: number): Refusal | null {
    this.#wanted = null;
    // Most keys are told from the ones that matter by their length; an escaped one may be any.
    if (!token || !(LENGTHS.has(token.length) || token.includes(BACKSLASH))) return null;
    const key = textOf(token);
    // A lenient parser might drop a wrong escape and read `model` after all.
    if (key === null) return broken(end - 1);
    const lower = key.toLowerCase();
    if (ALTERNATIVES.has(lower)) this.alternatives = key;
    if (lower === 'type' && this.#isMessage) {
      if (this.#seenType)
        return refuse('invalid_request', 'the message names "type" more than once; send it once');
      this.#seenType = true;
    } else if (lower === 'model') {
      if (this.#seenModel) return namedTwice();
      this.#seenModel = true;
    } else {
      return null;
    }
    this.#wanted = key === lower ? lower : null;
    return null;
  }
}

/** How JSON may begin: a brace, white space, or, for parsers that guess, a byte-order mark or half a character of UTF-16. */
const JSON_STARTS: ReadonlySet<number> = new Set([
  OPEN_OBJECT,
  0x20,
  0x09,
  0x0a,
  0x0d,
  0x00,
  0xef,
  0xfe,
  0xff,
]);

const LENGTHS: ReadonlySet<number> = new Set(['model', 'type', ...ALTERNATIVES].map((name) => name.length));

function broken(at: number): Refusal {
  return refuse('invalid_request', `the request body is not valid JSON at byte ${at}`);
}
