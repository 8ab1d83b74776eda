/** A source as the stream that undici reads. */
import { Readable } from 'node:stream';
import type { ByteSource } from '@aperturejs/core/wire';

/**
 * Reads a source as a Node stream, with backpressure passed on. The source is cancelled if the stream is destroyed
 * before it has ended.
 *
 * @param onFail gets the error of a source that fails, and has to abort the request: it must not look complete
 */
export function readableFrom(source: ByteSource, onFail: (error: Error) => void): Readable {
  let started = false;
  let settled = false;
  return new Readable({
    read() {
      if (settled) return;
      if (started) {
        source.resume();
        return;
      }
      started = true;
      source.start({
        write: (chunk) => this.push(chunk),
        end: () => {
          settled = true;
          this.push(null);
        },
        fail: (error) => {
          settled = true;
          onFail(error);
        },
      });
    },
    destroy(error, done) {
      if (!settled) {
        settled = true;
        source.cancel(error ?? undefined);
      }
      done(null);
    },
  });
}
