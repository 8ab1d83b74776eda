/**
 * Finds the `model` of a `multipart/form-data` body (RFC 7578), as audio and pictures are sent, in its bytes and chunk by
 * chunk. As strict as the scanner of JSON, for the same reason (field.md D21): a second `model`, one that is a file, a
 * part whose name two parsers could read differently, and a boundary where only some would see one are refused.
 */
import { refuse, type Refusal } from '../errors.ts';
import { createBoundarySearch } from './boundary-search.ts';
import { MAX_MODEL, modelTooLong, namedTwice, type ModelField, type ModelScanner } from './model-field.ts';
import { parsePartHead } from './part-head.ts';

const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;
/** Bytes of a part's headers; clients send about a hundred. */
const MAX_HEAD = 8_192;
/** More parts than any endpoint has fields. */
const MAX_PARTS = 1_000;

/** Where in the form the scanner is. */
type State = 'start' | 'after boundary' | 'head' | 'data' | 'end';

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Makes a scanner.
 *
 * @param boundary the parameter of the content type
 */
export function createFormScanner(boundary: string): ModelScanner {
  const delimiter = encoder.encode(`--${boundary}`);
  const search = createBoundarySearch(delimiter);
  const searchEncoded = createBoundarySearch(delimiter);
  let state: State = 'start';
  /** Bytes in the chunks before the current one. */
  let offset = 0;
  let parts = 0;
  /** The last bytes before the current chunk: enough to see what stands in front of a boundary. */
  let before: number[] = [];
  /** What was read of a boundary's line end, a head or the model; null while the bytes do not matter. */
  let kept: number[] | null = [];
  let dataStart = 0;
  let seenModel = false;
  let field: ModelField | null = null;
  let alternatives: string | null = null;

  /** The byte at a place in the body, in this chunk or shortly before it. */
  const byteAt = (chunk: Uint8Array, at: number): number | undefined =>
    at >= offset ? chunk[at - offset] : before[before.length - (offset - at)];

  /** One byte after a boundary: a line end, or the two dashes of the last one. */
  const afterBoundary = (byte: number): Refusal | null => {
    const line = kept as number[];
    line.push(byte);
    if (line.length < 2) return null;
    if (line[0] === CR && line[1] === LF) {
      parts += 1;
      if (parts > MAX_PARTS) return broken(`it has more than ${MAX_PARTS} parts`);
      state = 'head';
      kept = [];
      return null;
    }
    if (line[0] !== DASH || line[1] !== DASH) return broken('a boundary is followed by something else');
    state = 'end';
    kept = [];
    return null;
  };

  const closeHead = (end: number): Refusal | null => {
    const head = parsePartHead(Uint8Array.from(kept as number[]));
    if (typeof head === 'string') return broken(head);
    dataStart = end;
    state = 'data';
    kept = null;
    if (head.offers !== 'model') {
      if (head.offers === 'alternatives') alternatives = head.name;
      return null;
    }
    if (seenModel) return namedTwice();
    seenModel = true;
    if (head.isFile)
      return refuse('invalid_request', '"model" must be a plain field of the form, not a file');
    kept = [];
    return null;
  };

  /** A part's data goes on in `chunk[from]` up to `to`. */
  const keep = (chunk: Uint8Array, from: number, to: number): Refusal | null => {
    if (!kept) return null;
    // The boundary behind the model is kept with it until it is known to be one.
    if (kept.length + to - from > MAX_MODEL + delimiter.length + 2) return modelTooLong();
    for (let i = from; i < to; i += 1) kept.push(chunk[i] as number);
    return null;
  };

  /** A boundary ends at `end`; it closes the part before it only where a line begins. */
  const closePart = (chunk: Uint8Array, end: number): Refusal | null => {
    const start = end - delimiter.length;
    if (byteAt(chunk, start - 2) !== CR || byteAt(chunk, start - 1) !== LF || start - 2 < dataStart) {
      return broken('its boundary stands inside a part');
    }
    if (kept) {
      const value = textOf(kept.slice(0, -delimiter.length - 2));
      if (value === null) return refuse('invalid_request', '"model" is not plain text in UTF-8');
      field = { value, escaped: false, start: dataStart, end: start - 2 };
    }
    kept = [];
    state = 'after boundary';
    return null;
  };

  const step = (chunk: Uint8Array, i: number): Refusal | number => {
    const byte = chunk[i] as number;
    switch (state) {
      case 'start':
        // No preamble: some parsers skip one and others do not.
        if (byte !== delimiter[offset + i]) return broken('it does not begin with its boundary');
        if (offset + i + 1 === delimiter.length) state = 'after boundary';
        return i + 1;
      case 'after boundary':
        return afterBoundary(byte) ?? i + 1;
      case 'head': {
        const head = kept as number[];
        head.push(byte);
        if (head.length > MAX_HEAD) return broken(`the headers of a part are longer than ${MAX_HEAD} bytes`);
        const { length } = head;
        const ends =
          byte === LF && head[length - 2] === CR && head[length - 3] === LF && head[length - 4] === CR;
        return (ends ? closeHead(offset + i + 1) : null) ?? i + 1;
      }
      case 'data': {
        const { next, found } = search(chunk, i);
        return keep(chunk, i, next) ?? (found ? closePart(chunk, offset + next) : null) ?? next;
      }
      case 'end': {
        // A line end may follow, and nothing else: an epilogue might be read as one more part.
        const line = kept as number[];
        line.push(byte);
        const fine = line.length === 1 ? byte === CR : line.length === 2 && byte === LF;
        return fine ? i + 1 : broken('something follows its last boundary');
      }
    }
  };

  return {
    get field() {
      return field;
    },
    get alternatives() {
      return alternatives;
    },
    push(chunk) {
      let i = 0;
      while (i < chunk.length) {
        const next = step(chunk, i);
        if (typeof next !== 'number') return next;
        i = next;
      }
      const recent = Array.from(chunk.subarray(-delimiter.length - 2));
      before = [...before, ...recent].slice(-delimiter.length - 2);
      offset += chunk.length;
      return null;
    },
    finish() {
      if (state === 'end') return null;
      return offset === 0
        ? refuse('invalid_request', 'the request has no body; send a form with a "model"')
        : refuse('invalid_request', 'the form is not complete: its last boundary is missing');
    },
    // A parser that skips a preamble would find a form that was stored uncompressed, or put into a header of gzip.
    couldBePlain: (encoded) => searchEncoded(encoded, 0).found,
  };
}

function broken(why: string): Refusal {
  return refuse('invalid_request', `the request body is not a valid multipart form: ${why}`);
}

/** Text without control characters, or null. */
function textOf(bytes: number[]): string | null {
  try {
    const text = strict.decode(Uint8Array.from(bytes));
    return /^\P{Cc}*$/u.test(text) ? text : null;
  } catch {
    return null;
  }
}
