/** A body that somebody looks at while it passes. */
import type { ByteSource } from '../wire/byte-source.ts';

/** Who looks. None of it may throw, and chunks are not to be kept. */
export interface Watcher {
  write(chunk: Uint8Array): void;
  end?(): void;
  fail?(error: Error): void;
  /** Whoever reads the body wants no more of it. */
  left?(): void;
}

/** The same bytes, of which the watcher sees each chunk once it is on its way. */
export function watched(source: ByteSource, watcher: Watcher): ByteSource {
  return {
    ...(source.length === undefined ? {} : { length: source.length }),
    start(sink) {
      source.start({
        write(chunk) {
          const more = sink.write(chunk);
          watcher.write(chunk);
          return more;
        },
        end() {
          sink.end();
          watcher.end?.();
        },
        fail(error) {
          sink.fail(error);
          watcher.fail?.(error);
        },
      });
    },
    resume: () => source.resume(),
    cancel(reason) {
      source.cancel(reason);
      watcher.left?.();
    },
  };
}
