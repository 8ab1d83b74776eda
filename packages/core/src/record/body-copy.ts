/** A copy of a request body, of bounded size, made while it passes. */
import type { ByteSource } from '../wire/byte-source.ts';
import { concatBytes } from '../wire/byte-source.ts';
import { watched } from './tap.ts';

/** The copy. */
export interface BodyCopy {
  /** The body to send in place of the given one. */
  readonly body: Uint8Array | ByteSource | null;
  /** What has passed so far, up to the limit. */
  bytes(): Uint8Array;
  /** More passed than was kept. */
  cut(): boolean;
}

/**
 * Starts to copy. A body that is here whole is referred to, not copied; of one that streams, chunks are copied, since
 * their memory is somebody else's.
 *
 * @param limit in bytes
 */
export function copyOf(body: Uint8Array | ByteSource | null, limit: number): BodyCopy {
  if (body === null || body instanceof Uint8Array) {
    const whole = body ?? new Uint8Array(0);
    return { body, bytes: () => whole.subarray(0, limit), cut: () => whole.length > limit };
  }
  const chunks: Uint8Array[] = [];
  let left = limit;
  let cut = false;
  const copied = watched(body, {
    write(chunk) {
      if (chunk.length > left) cut = true;
      if (left > 0) chunks.push(chunk.slice(0, left));
      left = Math.max(0, left - chunk.length);
    },
  });
  return { body: copied, bytes: () => concatBytes(chunks), cut: () => cut };
}
