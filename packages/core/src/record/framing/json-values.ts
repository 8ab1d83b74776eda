/**
 * JSON as an answer: one object; an array whose elements come one by one, as Gemini streams without `alt=sse`; or
 * objects one after the other (NDJSON). Only where a message ends is found here; what is in it is read by others.
 */
import {
  CLASS,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from '../../body/json-bytes.ts';
import { JsonString } from '../../body/json-string.ts';
import type { Framing, MessageSink, Unreadable } from './framing.ts';

const BETWEEN = 0;
const IN_MESSAGE = 1;
const IN_STRING = 2;
/** Behind the bracket that closes the array around all messages. */
const CLOSED = 3;
/** In the one object that is the answer: its end is the end of the bytes. */
const ALONE = 4;

/** Cuts JSON into its messages. */
export class JsonValues implements Framing {
  readonly #sink: MessageSink;
  readonly #many: boolean;
  readonly #string = new JsonString();
  #state = BETWEEN;
  #depth = 0;
  /** The messages stand in an array. */
  #inArray = false;

  /** @param many objects follow one another without an array around them */
  constructor(sink: MessageSink, many: boolean) {
    this.#sink = sink;
    this.#many = many;
  }

  get single(): boolean {
    return this.#state === ALONE;
  }

  push(chunk: Uint8Array): Unreadable | null {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === ALONE) {
        this.#sink.bytes(chunk, at, chunk.length);
        break;
      }
      if (this.#state === IN_MESSAGE || this.#state === IN_STRING) {
        at = this.#readMessage(chunk, at);
        continue;
      }
      const byte = chunk[at] as number;
      if (CLASS[byte] !== SPACE && !this.#open(byte)) {
        return { state: 'unreadable', why: 'the answer is not JSON' };
      }
      // An object's first byte is read again, as part of it.
      if (byte !== OPEN_OBJECT) at += 1;
    }
    this.#sink.pause();
    return null;
  }

  finish(): boolean {
    if (this.#state === ALONE) this.#sink.end('');
    return this.#state === ALONE || this.#state === CLOSED;
  }

  /** A byte between messages that is no space; false if it has no place there. */
  #open(byte: number): boolean {
    if (this.#state === CLOSED) return false;
    if (byte === OPEN_OBJECT) {
      this.#sink.begin('');
      this.#state = this.#inArray || this.#many ? IN_MESSAGE : ALONE;
      return true;
    }
    if (!this.#inArray) return (this.#inArray = byte === OPEN_ARRAY);
    if (byte === CLOSE_ARRAY) this.#state = CLOSED;
    return byte === CLOSE_ARRAY || byte === COMMA;
  }

  /** Answers where the message ends, or the chunk. */
  #readMessage(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#state === IN_STRING) {
        const end = this.#string.findEnd(chunk, at, chunk.length);
        if (end === -1) break;
        this.#state = IN_MESSAGE;
        at = end + 1;
        continue;
      }
      const byte = chunk[at] as number;
      at += 1;
      if (byte === QUOTE) {
        this.#state = IN_STRING;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.#depth += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        this.#sink.bytes(chunk, from, at);
        this.#sink.end('');
        this.#state = BETWEEN;
        return at;
      }
    }
    this.#sink.bytes(chunk, from, chunk.length);
    return chunk.length;
  }
}
