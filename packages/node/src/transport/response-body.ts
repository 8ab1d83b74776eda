/** A provider's body on its way from undici's parser to whoever reads it. */
import type { ByteSink, ByteSource } from '@aperturejs/core/wire';

/** Bytes that may wait for a reader before the socket is paused: one read of a socket. */
const WAITING_LIMIT = 65_536;

/** What the body may ask of its exchange. */
export interface Flow {
  /** Lets the parser go on. */
  resume(): void;
  /** Ends the exchange. */
  cancel(reason?: Error): void;
}

/** A source that is fed from outside. */
export class ResponseBody implements ByteSource {
  readonly #flow: Flow;
  #sink: ByteSink | null = null;
  /** What came before there was a reader. A small answer comes whole with its head, before anybody could ask for it. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** The reader wants no more until it says so. */
  #refused = false;
  #outcome: Error | 'complete' | null = null;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** Takes a chunk. False asks for no more until the flow is resumed. */
  push(chunk: Uint8Array): boolean {
    if (this.#sink && !this.#refused && this.#waiting.length === 0) {
      this.#give(this.#sink, chunk);
      return !this.#refused;
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.byteLength;
    return this.#waitingBytes < WAITING_LIMIT;
  }

  /** All bytes were pushed. */
  end(): void {
    this.#outcome ??= 'complete';
    if (this.#waiting.length === 0) this.#finish();
  }

  /** The bytes stop short. A reader hears of it at once, even one that has yet to take what waits. */
  fail(error: Error): void {
    this.#outcome ??= error;
    if (this.#sink) this.#finish();
  }

  start(sink: ByteSink): void {
    this.#sink = sink;
    this.resume();
  }

  resume(): void {
    this.#refused = false;
    while (this.#sink && !this.#refused && this.#waiting.length > 0) {
      const chunk = this.#waiting.shift() as Uint8Array;
      this.#waitingBytes -= chunk.byteLength;
      this.#give(this.#sink, chunk);
    }
    if (this.#refused) return;
    if (this.#outcome) this.#finish();
    else this.#flow.resume();
  }

  cancel(reason?: Error): void {
    this.#sink = null;
    this.#waiting = [];
    this.#flow.cancel(reason);
  }

  #give(sink: ByteSink, chunk: Uint8Array): void {
    // Ahead of the write, so that a reader which resumes from within it is heard.
    this.#refused = true;
    if (sink.write(chunk)) this.#refused = false;
  }

  #finish(): void {
    const sink = this.#sink;
    if (!sink) return;
    this.#sink = null;
    this.#waiting = [];
    if (this.#outcome instanceof Error) sink.fail(this.#outcome);
    else sink.end();
  }
}
