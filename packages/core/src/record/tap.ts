/** A body that somebody looks at while it passes. */
import type { ByteSource } from '../wire/byte-source.ts';
import type { Observer } from './observe.ts';

/** The same bytes, of which the observer sees each chunk once it is on its way. */
export function observed(source: ByteSource, observer: Observer): ByteSource {
  return {
    ...(source.length === undefined ? {} : { length: source.length }),
    start(sink) {
      source.start({
        write(chunk) {
          const more = sink.write(chunk);
          observer.write(chunk);
          return more;
        },
        end() {
          sink.end();
          observer.end();
        },
        fail(error) {
          sink.fail(error);
          observer.fail(error);
        },
      });
    },
    resume: () => source.resume(),
    cancel(reason) {
      source.cancel(reason);
      observer.left();
    },
  };
}
