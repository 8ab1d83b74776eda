/**
 * Decodes zstd in JavaScript, for versions of Node whose zlib cannot (before 22.15). The code is our own, because the
 * libraries trust what they read: twenty bytes keep one busy for a minute (docs/decisions/0022).
 */
import type { ByteSink, ByteSource } from '@aperturejs/core/wire';
import { tooLong } from './failures.ts';
import { BlockDecoder } from './zstd/block.ts';
import { ZstdFrame } from './zstd/frame.ts';

/** A source of what the encoded source decodes to. It goes block by block, so that no more than one is ahead of its reader. */
export function zstdSource(encoded: ByteSource, maxBytes: number): ByteSource {
  const frame = new ZstdFrame();
  let decoder: BlockDecoder | null = null;
  let sink: ByteSink | null = null;
  let waiting: Uint8Array[] = [];
  /** The beginning of a block whose end has not come. */
  let begun: Uint8Array[] = [];
  let blocks = 0;
  let given = 0;
  let ended = false;
  let paused = false;
  let working = false;

  const work = (): void => {
    // A reader may resume from within its own write.
    if (working) return;
    working = true;
    try {
      while (sink && !paused && waiting.length > 0) step(sink);
      if (sink && !paused && ended) finish(sink);
    } catch (error) {
      const to = sink;
      stop();
      to?.fail(error as Error);
    }
    working = false;
  };
  const step = (to: ByteSink): void => {
    const chunk = waiting[0] as Uint8Array;
    const end = frame.next(chunk, 0);
    if (end < chunk.length) waiting[0] = chunk.subarray(end);
    else waiting.shift();
    begun.push(chunk.subarray(0, end));
    if (frame.blocks === blocks) return;
    blocks = frame.blocks;
    const [first = chunk] = begun;
    const bytes = begun.length === 1 ? first : Buffer.concat(begun);
    begun = [];
    decoder ??= new BlockDecoder(frame.window);
    const { type, size, length } = frame.block;
    const decoded = decoder.decode(type, size, bytes.subarray(bytes.length - length));
    given += decoded.length;
    if (given > maxBytes) throw tooLong(maxBytes);
    if (decoded.length > 0 && !to.write(decoded)) paused = true;
  };
  const finish = (to: ByteSink): void => {
    frame.finish(given);
    sink = null;
    to.end();
  };
  const stop = (reason?: Error): void => {
    sink = null;
    waiting = [];
    begun = [];
    encoded.cancel(reason);
  };

  return {
    start(into) {
      sink = into;
      encoded.start({
        write(chunk) {
          waiting.push(chunk);
          work();
          return sink !== null && !paused;
        },
        end() {
          ended = true;
          work();
        },
        fail(error) {
          const to = sink;
          sink = null;
          to?.fail(error);
        },
      });
    },
    resume() {
      paused = false;
      work();
      if (sink && !paused && !ended) encoded.resume();
    },
    cancel: stop,
  };
}
