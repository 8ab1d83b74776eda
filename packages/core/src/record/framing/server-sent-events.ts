/**
 * Server-sent events (HTML section 9.2.6), on bytes: nothing is decoded that nobody reads, and a long event needs no
 * memory here. Why not a library: docs/decisions/0020.
 */
import type { Framing, MessageSink } from './framing.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const LINE_FEED = Uint8Array.of(LF);

/** Longer names are no vendor's. */
const MAX_NAME = 80;

const FIELD = 0;
/** Behind the colon, where one space may stand that is not part of the value. */
const DATA_START = 1;
const DATA = 2;
const NAME_START = 3;
const NAME = 4;
const OTHER = 5;

/** Cuts an event stream into the data of its events. */
export class ServerSentEvents implements Framing {
  readonly single = false;
  readonly #sink: MessageSink;
  #state = FIELD;
  /** What was read of the field's name, which is `data` or `event` or of no interest. */
  #field = '';
  /** The event's type, from its `event` line. */
  #name = '';
  /** An event has begun: it has data. */
  #open = false;
  /** The line ended in CR, so that LF right after it is part of the same end. */
  #afterCr = false;
  /** Bytes of the byte-order mark seen, or 3 once the stream has begun. */
  #mark = 0;

  constructor(sink: MessageSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): null {
    const length = chunk.length;
    let at = this.#mark < 3 ? this.#skipMark(chunk) : 0;
    if (this.#afterCr && at < length) {
      this.#afterCr = false;
      if (chunk[at] === LF) at += 1;
    }
    // Few streams have any CR, so it is looked for once and not again in every line.
    let cr = chunk.indexOf(CR, at);
    while (at < length) {
      const lf = chunk.indexOf(LF, at);
      if (cr !== -1 && cr < at) cr = chunk.indexOf(CR, at);
      const end = cr !== -1 && (lf === -1 || cr < lf) ? cr : lf;
      this.#read(chunk, at, end === -1 ? length : end);
      if (end === -1) break;
      this.#endLine();
      at = end + 1;
      if (end !== cr) continue;
      if (at === length) this.#afterCr = true;
      else if (chunk[at] === LF) at += 1;
    }
    this.#sink.pause();
    return null;
  }

  /** An event that lacks nothing but its blank line counts: not all vendors send one after the last. */
  finish(): boolean {
    this.#dispatch();
    return false;
  }

  #skipMark(chunk: Uint8Array): number {
    let at = 0;
    while (this.#mark < 3 && at < chunk.length) {
      if (chunk[at] !== BYTE_ORDER_MARK[this.#mark]) {
        this.#mark = 3;
        return at;
      }
      this.#mark += 1;
      at += 1;
    }
    return at;
  }

  /** Part of a line, without its end. */
  #read(chunk: Uint8Array, from: number, to: number): void {
    let at = from;
    if (this.#state === FIELD) at = this.#readField(chunk, at, to);
    if (at === to) return;
    if ((this.#state === DATA_START || this.#state === NAME_START) && chunk[at] === SPACE) at += 1;
    if (this.#state === DATA_START) this.#state = DATA;
    if (this.#state === NAME_START) this.#state = NAME;
    if (at === to) return;
    if (this.#state === DATA) {
      this.#sink.bytes(chunk, at, to);
    } else if (this.#state === NAME) {
      const end = Math.min(to, at + MAX_NAME - this.#name.length);
      for (; at < end; at += 1) this.#name += String.fromCharCode(chunk[at] as number);
    }
  }

  /** Answers where the value begins. */
  #readField(chunk: Uint8Array, from: number, to: number): number {
    // Nearly every line is one, and in one piece.
    if (this.#field === '' && to - from > 5 && isData(chunk, from)) {
      this.#field = 'data';
      this.#openField();
      return from + 5;
    }
    for (let at = from; at < to; at += 1) {
      const byte = chunk[at] as number;
      if (byte === COLON) {
        this.#openField();
        return at + 1;
      }
      // A longer name than `event` can be skipped, but must not be taken for a shorter one.
      if (this.#field.length <= 5) this.#field += String.fromCharCode(byte);
    }
    return to;
  }

  #openField(): void {
    if (this.#field === 'data') {
      this.#state = DATA_START;
      if (this.#open) this.#sink.bytes(LINE_FEED, 0, 1);
      else this.#sink.begin(this.#name);
      this.#open = true;
    } else if (this.#field === 'event') {
      this.#state = NAME_START;
      this.#name = '';
    } else {
      this.#state = OTHER;
    }
  }

  #endLine(): void {
    if (this.#state === FIELD) {
      // A blank line ends the event; a line without a colon is a field without a value.
      if (this.#field === '') this.#dispatch();
      else this.#openField();
    }
    this.#state = FIELD;
    this.#field = '';
  }

  #dispatch(): void {
    if (this.#open) this.#sink.end(this.#name);
    this.#open = false;
    this.#name = '';
  }
}

/** True for `data:`. */
function isData(chunk: Uint8Array, at: number): boolean {
  return (
    chunk[at] === 0x64 &&
    chunk[at + 1] === 0x61 &&
    chunk[at + 2] === 0x74 &&
    chunk[at + 3] === 0x61 &&
    chunk[at + 4] === COLON
  );
}
