/**
 * Decoders for runtimes that have the Web platform's own and nothing else: gzip and deflate. (Node before 24 is less
 * strict in them than the standard about what follows the end; packages/node brings its own.)
 */
import { GatewayError } from '../errors.ts';
import type { Decoders } from '../ports/decoders.ts';
import { bytesFromStream, streamFromBytes, type ByteSink, type ByteSource } from '../wire/byte-source.ts';

const CODINGS = ['gzip', 'deflate'] as const;

/** Decoders on `DecompressionStream`. */
export const webDecoders: Decoders = {
  codings: CODINGS,
  decode(coding, encoded, { maxBytes }) {
    const format = CODINGS.find((known) => known === coding);
    return format ? decoded(format, encoded, maxBytes) : null;
  },
};

function decoded(format: CompressionFormat, encoded: ByteSource, maxBytes: number): ByteSource {
  let source: ByteSource | null = null;
  let given = 0;
  return {
    start(sink) {
      const kept = keepingFailure(encoded);
      // A type of the library takes any buffer; what it reads are bytes.
      const transform = new DecompressionStream(format) as ReadableWritablePair<Uint8Array, Uint8Array>;
      source = bytesFromStream(streamFromBytes(kept.source).pipeThrough(transform));
      const counted: ByteSink = {
        write(chunk) {
          given += chunk.length;
          if (given <= maxBytes) return sink.write(chunk);
          source?.cancel();
          const message = `the body is longer than ${maxBytes} bytes once it is decoded`;
          sink.fail(new GatewayError('body_too_large', message));
          return false;
        },
        end: () => sink.end(),
        // A stream tells of a failure of what it reads from in the same way as of bytes that are wrong.
        fail: (error) => sink.fail(kept.failure() ?? notOf(format, error)),
      };
      source.start(counted);
    },
    resume: () => source?.resume(),
    cancel(reason) {
      if (source) source.cancel(reason);
      else encoded.cancel(reason);
    },
  };
}

/** A source that remembers with which error it failed. */
function keepingFailure(source: ByteSource): { readonly source: ByteSource; failure(): Error | null } {
  let failure: Error | null = null;
  return {
    source: {
      ...source,
      start: (sink) =>
        source.start({
          write: (chunk) => sink.write(chunk),
          end: () => sink.end(),
          fail(error) {
            failure = error;
            sink.fail(error);
          },
        }),
      resume: () => source.resume(),
      cancel: (reason) => source.cancel(reason),
    },
    failure: () => failure,
  };
}

function notOf(format: string, cause: Error): GatewayError {
  return new GatewayError('invalid_request', `content-encoding: the body is not valid ${format}`, { cause });
}
