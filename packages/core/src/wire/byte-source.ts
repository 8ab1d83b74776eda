/**
 * Bytes that flow, without a web stream. A stream of the Web platform costs about three times as much CPU a request on
 * Node (docs/decisions/0002), so the gateway moves bytes through this pair and makes a `ReadableStream` only for those
 * who ask for one.
 */

/** Where bytes go. A source calls `write` any number of times and then exactly one of `end` or `fail`. */
export interface ByteSink {
  /** Takes a chunk. `false` asks the source to send nothing more until it is told to `resume`. */
  write(chunk: Uint8Array): boolean;
  /** All bytes were sent. */
  end(): void;
  /** The bytes stop here and are not complete. */
  fail(error: Error): void;
}

/** Where bytes come from. It is used once: `start`, then `resume` after each refused write, or `cancel` at any time. */
export interface ByteSource {
  /** The number of bytes that will come, if it is known before they come. */
  readonly length?: number;
  /** Lets the bytes flow into the sink. The first write may happen before `start` returns. */
  start(sink: ByteSink): void;
  /** Lets a paused flow go on. */
  resume(): void;
  /** Nobody wants the rest. After this the sink is not called again. */
  cancel(reason?: Error): void;
}

/** A source made of chunks that are already here. */
export function bytesFrom(...chunks: Uint8Array[]): ByteSource {
  let sink: ByteSink | null = null;
  let next = 0;
  const flow = (): void => {
    while (sink && next < chunks.length) {
      const chunk = chunks[next++] as Uint8Array;
      if (!sink.write(chunk)) return;
    }
    const done = sink;
    sink = null;
    done?.end();
  };
  return {
    length: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0),
    start(into) {
      sink = into;
      flow();
    },
    resume: flow,
    cancel() {
      sink = null;
    },
  };
}

/** Reads a web stream as a source. Cancelling the source cancels the stream. */
export function bytesFromStream(stream: ReadableStream<Uint8Array>): ByteSource {
  const reader = stream.getReader();
  let sink: ByteSink | null = null;
  let pumping = false;
  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    try {
      while (sink) {
        const { done, value } = await reader.read();
        // `cancel` may have come while the read was pending.
        if (!sink) return;
        if (done) {
          const ended = sink;
          sink = null;
          ended.end();
        } else if (!sink.write(value)) {
          return;
        }
      }
    } catch (error) {
      const failed = sink;
      sink = null;
      failed?.fail(asError(error));
    } finally {
      pumping = false;
    }
  };
  return {
    start(into) {
      sink = into;
      void pump();
    },
    resume() {
      void pump();
    },
    cancel(reason) {
      sink = null;
      reader.cancel(reason).catch(() => {});
    },
  };
}

/** Offers a source as a web stream, one chunk at a time, with the reader's backpressure passed on. */
export function streamFromBytes(source: ByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  let settled = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        source.start({
          write(chunk) {
            controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
            return (controller.desiredSize ?? 0) > 0;
          },
          end() {
            settled = true;
            controller.close();
          },
          fail(error) {
            settled = true;
            controller.error(error);
          },
        });
      },
      pull() {
        if (!settled) source.resume();
      },
      cancel(reason) {
        settled = true;
        source.cancel(asError(reason));
      },
    },
    { highWaterMark: 1 },
  );
}

/**
 * Reads a source to its end. Meant for tests and for small bodies.
 *
 * @param maxBytes rejects if there are more; by default the caller knows that there are not
 */
export function collectBytes(source: ByteSource, maxBytes: number = Infinity): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let seen = 0;
    source.start({
      write(chunk) {
        seen += chunk.byteLength;
        if (seen > maxBytes) {
          source.cancel();
          reject(new Error(`more than ${maxBytes} bytes`));
          return false;
        }
        chunks.push(chunk);
        return true;
      },
      end: () => resolve(concatBytes(chunks)),
      fail: reject,
    });
  });
}

/** Joins chunks; a single chunk is returned as it is, without a copy. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason ?? 'cancelled'));
}
