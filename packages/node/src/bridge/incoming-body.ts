/** The body of a Node request as a byte source, without a web stream in between. */
import type { ByteSink, ByteSource } from '@aperturejs/core/wire';
import { isHttp2, type NodeRequest } from './node-http.ts';

/**
 * How much of an upload that nobody wants is read and thrown away, so that a client which sends all before it reads
 * anything gets its answer. Closing at once would make the kernel reset the connection, and the answer with it.
 */
const DISCARD_LIMIT = 64 * 1024 * 1024;
/** How long that may take. Whoever was refused would hold a connection forever with a byte now and then. */
const DISCARD_MS = 30_000;

/** True if the request has a body. `content-length: 0` is none. */
export function hasBody(req: NodeRequest): boolean {
  if (isHttp2(req)) return !req.stream.endAfterHeaders;
  const { 'content-length': length, 'transfer-encoding': coding } = req.headers;
  return coding !== undefined || (length !== undefined && Number(length) > 0);
}

/** The body of a request. */
export class IncomingBody implements ByteSource {
  readonly length?: number;
  readonly #req: NodeRequest;
  #sink: ByteSink | null = null;

  constructor(req: NodeRequest) {
    this.#req = req;
    const length = req.headers['content-length'];
    if (length !== undefined) this.length = Number(length);
  }

  start(sink: ByteSink): void {
    this.#sink = sink;
    const req = this.#req;
    // HTTP/1: an abort ends in `close` without `end`. HTTP/2: the compatibility layer sends `end` for a reset, too.
    req.on('end', () => (req.aborted ? this.#fail() : this.#end()));
    req.on('close', () => this.#fail());
    req.on('data', (chunk: Uint8Array) => {
      if (this.#sink && !this.#sink.write(chunk)) req.pause();
    });
    // The end has passed already: the answer was sent, and nobody had asked for the body by then.
    if (req.destroyed || req.readableEnded) this.#fail();
  }

  resume(): void {
    if (this.#sink) this.#req.resume();
  }

  cancel(): void {
    this.#sink = null;
    // The rest stays in the kernel, and the client waits, until the answer is on its way; then see `discard`.
    this.#req.pause();
  }

  /** The answer was sent: nobody gets any more of it. See {@link discard}. */
  discard(): void {
    if (this.#req.readableEnded || this.#req.destroyed) return;
    this.#fail('the response ended before the request body was read');
    discard(this.#req);
  }

  #end(): void {
    const sink = this.#sink;
    this.#sink = null;
    sink?.end();
  }

  #fail(message = 'the client broke off its upload'): void {
    const sink = this.#sink;
    this.#sink = null;
    // This runs at the end of every request: an Error would be the dearest part of it.
    sink?.fail(new Error(message));
  }
}

/**
 * Once a request is answered: whatever still comes of its body is dropped, and the connection lives on. Past a limit of
 * bytes or of time it ends.
 */
export function discard(req: NodeRequest): void {
  // A request of HTTP/1 that is answered does not hear of its connection's end any more.
  const connection = isHttp2(req) ? req.stream : req.socket;
  if (req.readableEnded || connection.destroyed) return;
  let left = DISCARD_LIMIT;
  const count = (chunk: Uint8Array): void => {
    left -= chunk.byteLength;
    if (left < 0) giveUp();
  };
  const stop = (): void => {
    clearTimeout(timer);
    req.off('data', count).off('end', stop);
    connection.off('close', stop);
  };
  const giveUp = (): void => {
    stop();
    // RFC 9113 section 8.1: without an error code, which would make clients drop the response as well.
    if (isHttp2(req)) req.stream.close();
    else req.socket.destroySoon();
  };
  const timer = setTimeout(giveUp, DISCARD_MS).unref();
  req.on('data', count).once('end', stop);
  connection.once('close', stop);
  req.resume();
}
