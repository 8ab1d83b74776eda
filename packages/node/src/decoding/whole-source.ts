/**
 * Decodes a small body in one go. A zlib stream hands every piece to another thread and back, which costs more than the
 * decoding of a prompt (docs/decisions/0022).
 */
import { GatewayError } from '@aperturejs/core';
import { bytesFrom, type ByteSource } from '@aperturejs/core/wire';

/** Encoded bytes of a body that is decoded in one go. */
export const WHOLE_UP_TO: number = 65_536;

/**
 * A source of what a body of known length decodes to.
 *
 * @param decode null if too much comes out of the bytes to do it while everybody else waits
 * @param stream decodes them in pieces instead
 */
export function wholeSource(
  encoded: ByteSource,
  decode: (bytes: Uint8Array) => Uint8Array | null,
  stream: (encoded: ByteSource) => ByteSource,
): ByteSource {
  let current = encoded;
  return {
    start(sink) {
      const bytes = new Uint8Array(encoded.length ?? 0);
      let used = 0;
      encoded.start({
        write(chunk) {
          if (used + chunk.length > bytes.length) {
            encoded.cancel();
            sink.fail(new GatewayError('invalid_request', 'the body is longer than its content-length'));
            return false;
          }
          bytes.set(chunk, used);
          used += chunk.length;
          return true;
        },
        end() {
          const came = bytes.subarray(0, used);
          let decoded: Uint8Array | null;
          try {
            decoded = decode(came);
          } catch (error) {
            sink.fail(error as Error);
            return;
          }
          current = decoded ? bytesFrom(decoded) : stream(bytesFrom(came));
          current.start(sink);
        },
        fail: (error) => sink.fail(error),
      });
    },
    resume: () => current.resume(),
    cancel: (reason) => current.cancel(reason),
  };
}
