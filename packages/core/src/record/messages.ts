/**
 * Turns the bytes of each message into a value. A short message is parsed; of a long one only the fields that matter
 * are read (sieve.ts), unless a capture wants all of it. So a stream holds no more than that at a time.
 */
import type { Fields } from './fields.ts';
import type { MessageSink } from './framing/framing.ts';
import { Sieve } from './sieve.ts';

/** Longer messages go through the sieve. Parsing this much takes some fifty microseconds. */
export const MAX_PARSED: number = 16_384;

/** Who wants the messages. */
export interface MessageTaker {
  /** False for types of messages that nobody reads. */
  wants(name: string): boolean;
  /** Bytes of one message that may be kept to be parsed whole. */
  room(): number;
  /** @param bytes of the message; null where only the fields that matter were read */
  take(message: unknown, name: string, bytes: number | null): void;
  /** `[DONE]`, by which OpenAI's streams end. */
  done(): void;
  failed(code: string): void;
}

const decoder = new TextDecoder();
const NOTHING = new Uint8Array(0);

/** Gathers messages. */
export class Messages implements MessageSink {
  /** Messages that came, read or not. */
  count = 0;
  /** Messages that were no JSON. */
  broken = 0;
  /** Messages of which too much would have to be kept. */
  tooLarge = 0;
  readonly #fields: Fields;
  readonly #taker: MessageTaker;
  #wanted = false;
  /** Bytes of the chunk at hand, which are copied only if the message goes on in the next one. */
  #piece: Uint8Array | null = null;
  #from = 0;
  #to = 0;
  #gathered: Uint8Array = NOTHING;
  #length = 0;
  #sieve: Sieve | null = null;

  constructor(fields: Fields, taker: MessageTaker) {
    this.#fields = fields;
    this.#taker = taker;
  }

  begin(name: string): void {
    this.#wanted = this.#taker.wants(name);
    this.#piece = null;
    this.#length = 0;
    this.#sieve = null;
  }

  bytes(chunk: Uint8Array, from: number, to: number): void {
    if (!this.#wanted) return;
    if (this.#sieve) {
      this.#sieve.push(chunk, from, to);
      return;
    }
    this.pause();
    if (this.#length + to - from > this.#taker.room()) {
      this.#sieve = new Sieve(this.#fields);
      this.#sieve.push(this.#gathered, 0, this.#length);
      this.#sieve.push(chunk, from, to);
      this.#length = 0;
      return;
    }
    this.#piece = chunk;
    this.#from = from;
    this.#to = to;
  }

  pause(): void {
    const piece = this.#piece;
    if (!piece) return;
    this.#piece = null;
    const length = this.#length + this.#to - this.#from;
    if (length > this.#gathered.length) {
      const larger = new Uint8Array(Math.max(length, this.#gathered.length * 2, 1_024));
      larger.set(this.#gathered.subarray(0, this.#length));
      this.#gathered = larger;
    }
    this.#gathered.set(piece.subarray(this.#from, this.#to), this.#length);
    this.#length = length;
  }

  end(name: string): void {
    this.count += 1;
    if (!this.#wanted) return;
    if (this.#sieve) this.#endSieve(this.#sieve, name);
    else this.#parse(name);
    this.#piece = null;
    this.#sieve = null;
    // A buffer that one long message needed is not kept for the short ones.
    if (this.#gathered.length > MAX_PARSED) this.#gathered = NOTHING;
  }

  failed(code: string): void {
    this.count += 1;
    this.#taker.failed(code);
  }

  #endSieve(sieve: Sieve, name: string): void {
    const kept = sieve.finish();
    if (kept === 'broken') this.broken += 1;
    else if (kept === 'too_large') this.tooLarge += 1;
    else this.#taker.take(kept.value, name, null);
  }

  #parse(name: string): void {
    if (this.#length > 0) this.pause();
    const bytes = this.#piece
      ? this.#piece.subarray(this.#from, this.#to)
      : this.#gathered.subarray(0, this.#length);
    const text = decoder.decode(bytes);
    if (text.length < 10 && text.trim() === '[DONE]') {
      this.#taker.done();
      return;
    }
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      this.broken += 1;
      return;
    }
    this.#taker.take(message, name, bytes.length);
  }
}
