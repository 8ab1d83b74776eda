/**
 * AWS event streams (`application/vnd.amazon.eventstream`), as Bedrock answers with: frames of a prelude, headers, a
 * payload and two checksums. They are read and never written. ConverseStream's payloads are the events themselves;
 * InvokeModelWithResponseStream's hold the model's own events in base64 (AWS SDK, "Event stream encoding").
 */
import { crc32 } from './crc32.ts';
import { readHeaders } from './event-stream-headers.ts';
import type { Framing, MessageSink, Unreadable } from './framing.ts';

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** AWS's own limits. */
const MAX_HEADERS = 131_072;
const MAX_FRAME = 25_165_824;
/** Of a payload that must be decoded before it can be read. Models send a few hundred bytes at a time. */
export const MAX_WRAPPED: number = 1_048_576;

const PRELUDE = 0;
const HEADERS = 1;
const PAYLOAD = 2;
const CHECKSUM = 3;

/** What a frame's payload is. */
type Payload = 'message' | 'wrapped' | 'ignored' | { readonly failure: string };

/** Cuts an event stream into its messages. */
export class EventStream implements Framing {
  readonly single = false;
  readonly #sink: MessageSink;
  #state = PRELUDE;
  /** Bytes of a prelude, headers, checksum or wrapped payload, until they are whole. */
  #held = new Uint8Array(PRELUDE_BYTES);
  #length = 0;
  #crc = 0;
  #payloadBytes = 0;
  #left = PRELUDE_BYTES;
  #payload: Payload = 'ignored';
  #name = '';

  constructor(sink: MessageSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): Unreadable | null {
    let at = 0;
    while (at < chunk.length) {
      const to = Math.min(chunk.length, at + this.#left);
      if (this.#state === PAYLOAD && this.#payload === 'message') this.#sink.bytes(chunk, at, to);
      else if (this.#state !== PAYLOAD || this.#payload === 'wrapped') this.#hold(chunk, at, to);
      if (this.#state === HEADERS || this.#state === PAYLOAD) this.#crc = crc32(chunk, at, to, this.#crc);
      this.#left -= to - at;
      at = to;
      while (this.#left === 0) {
        const trouble = this.#endPart();
        if (trouble) return trouble;
      }
    }
    this.#sink.pause();
    return null;
  }

  /** A stream says itself when it is complete: a frame with the model's last event. */
  finish(): boolean {
    return false;
  }

  #hold(chunk: Uint8Array, from: number, to: number): void {
    this.#held.set(chunk.subarray(from, to), this.#length);
    this.#length += to - from;
  }

  #expect(state: number, bytes: number, held: number): void {
    this.#state = state;
    this.#left = bytes;
    this.#length = 0;
    if (this.#held.length < held) this.#held = new Uint8Array(held);
  }

  #endPart(): Unreadable | null {
    switch (this.#state) {
      case PRELUDE:
        return this.#endPrelude();
      case HEADERS:
        return this.#endHeaders();
      case PAYLOAD:
        if (this.#payload === 'wrapped') this.#unwrap();
        this.#expect(CHECKSUM, CHECKSUM_BYTES, CHECKSUM_BYTES);
        return null;
      default:
        return this.#endFrame();
    }
  }

  #endPrelude(): Unreadable | null {
    const view = new DataView(this.#held.buffer);
    const total = view.getUint32(0);
    const headers = view.getUint32(4);
    if (crc32(this.#held, 0, 8) !== view.getUint32(8)) return corrupt('a prelude');
    if (total < PRELUDE_BYTES + headers + CHECKSUM_BYTES) return corrupt('a length');
    if (headers > MAX_HEADERS || total > MAX_FRAME) {
      return { state: 'too_large', why: 'a frame is larger than AWS makes them' };
    }
    this.#crc = crc32(this.#held, 0, PRELUDE_BYTES);
    this.#payloadBytes = total - PRELUDE_BYTES - headers - CHECKSUM_BYTES;
    this.#expect(HEADERS, headers, headers);
    return null;
  }

  #endHeaders(): Unreadable | null {
    const headers = readHeaders(this.#held.subarray(0, this.#length));
    if (!headers) return corrupt('headers');
    this.#name = headers.get(':event-type') ?? '';
    this.#payload = payloadOf(headers, this.#payloadBytes);
    if (this.#payload === 'wrapped' && this.#payloadBytes > MAX_WRAPPED) {
      return { state: 'too_large', why: `an event is longer than ${MAX_WRAPPED} bytes` };
    }
    if (this.#payload === 'message') this.#sink.begin(this.#name);
    this.#expect(PAYLOAD, this.#payloadBytes, this.#payload === 'wrapped' ? this.#payloadBytes : 0);
    return null;
  }

  /** Hands on the event inside of `{"bytes":"…","p":"…"}`. */
  #unwrap(): void {
    const inner = unwrapped(this.#held.subarray(0, this.#length));
    this.#payload = inner ? 'message' : 'ignored';
    if (!inner) return;
    this.#name = '';
    this.#sink.begin('');
    this.#sink.bytes(inner, 0, inner.length);
  }

  #endFrame(): Unreadable | null {
    if (new DataView(this.#held.buffer).getUint32(0) !== this.#crc) return corrupt('a frame');
    if (this.#payload === 'message') this.#sink.end(this.#name);
    else if (typeof this.#payload === 'object') this.#sink.failed(this.#payload.failure);
    if (this.#held.length > MAX_HEADERS) this.#held = new Uint8Array(PRELUDE_BYTES);
    this.#expect(PRELUDE, PRELUDE_BYTES, PRELUDE_BYTES);
    return null;
  }
}

function payloadOf(headers: ReadonlyMap<string, string>, bytes: number): Payload {
  switch (headers.get(':message-type')) {
    case 'exception':
      return { failure: headers.get(':exception-type') ?? 'exception' };
    case 'error':
      return { failure: headers.get(':error-code') ?? 'error' };
    default:
      if (bytes === 0) return 'ignored';
      return headers.get(':event-type') === 'chunk' ? 'wrapped' : 'message';
  }
}

const decoder = new TextDecoder();

function unwrapped(payload: Uint8Array): Uint8Array | null {
  try {
    const { bytes } = JSON.parse(decoder.decode(payload)) as { bytes?: unknown };
    return typeof bytes === 'string' ? Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

function corrupt(what: string): Unreadable {
  return { state: 'unreadable', why: `the event stream is corrupt: ${what} does not add up` };
}
