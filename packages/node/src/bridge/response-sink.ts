/** The body of a response on its way to the client. */
import type { ServerResponse } from 'node:http';
import { concatBytes, type ByteSink, type ByteSource } from '@aperturejs/core/wire';

/** More than this is not gathered within one tick: the source is asked to pause. */
const GATHER_LIMIT = 64 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * Writes a source to a response. Chunks that arrive within one tick go out as one write, which in a burst of small events
 * saves a third of the CPU; nothing waits longer than the tick lasts. (`res.cork()` saves nothing: Node corks within a
 * tick anyway, and still frames and writes each chunk by itself.)
 */
export class ResponseSink implements ByteSink {
  readonly #res: ServerResponse;
  readonly #source: ByteSource;
  readonly #done: (error?: Error) => void;
  #gathered: Uint8Array[] = [];
  #size = 0;
  #scheduled = false;
  /** The connection takes no more for now. */
  #full = false;
  /** The source was told to wait. */
  #paused = false;
  #over = false;
  #listening = false;

  /** @param done is called when all is handed to the connection, the source broke off, or the client left */
  constructor(res: ServerResponse, source: ByteSource, done: (error?: Error) => void) {
    this.#res = res;
    this.#source = source;
    this.#done = done;
  }

  start(): void {
    // The head goes out in this tick even if no byte of the body comes: a client may wait for it alone.
    this.#schedule();
    this.#source.start(this);
  }

  write(chunk: Uint8Array): boolean {
    if (!(chunk instanceof Uint8Array))
      throw new TypeError('a response body must be made of Uint8Array chunks');
    if (this.#over) return false;
    if (chunk.byteLength > 0) {
      this.#gathered.push(chunk);
      this.#size += chunk.byteLength;
      if (!this.#full) this.#schedule();
    }
    this.#paused = this.#full || this.#size >= GATHER_LIMIT;
    return !this.#paused;
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#size > 0) this.#res.end(this.#take());
    else this.#res.end();
    this.#done();
  }

  fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    // What came before the break is delivered, then the break itself.
    this.#res.write(this.#take(), () => this.#done(error));
  }

  /** The client is gone. */
  cancel(): void {
    if (!this.#over) {
      this.#over = true;
      this.#gathered = [];
      this.#source.cancel(new Error('the client left'));
    }
    this.#done();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(ResponseSink.#nextTick, this);
  }

  static #nextTick(this: void, sink: ResponseSink): void {
    sink.#flush();
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#over) return;
    // Without bytes, this sends the head. (`flushHeaders` would send it as UTF-8, not as Latin-1.)
    this.#full = !this.#res.write(this.#take());
    if (!this.#full) this.#resume();
    else if (!this.#listening) {
      this.#listening = true;
      this.#res.on('drain', () => {
        this.#full = false;
        if (this.#size > 0) this.#schedule();
        else this.#resume();
      });
    }
  }

  #resume(): void {
    if (!this.#paused || this.#over) return;
    this.#paused = false;
    this.#source.resume();
  }

  #take(): Uint8Array {
    const bytes = this.#size > 0 ? concatBytes(this.#gathered) : NOTHING;
    this.#gathered = [];
    this.#size = 0;
    return bytes;
  }
}
