/** A copy of a request body, of bounded size, made while it passes. */
import { concatBytes, type ByteSource } from '../wire/byte-source.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import type { PassedMessage } from './captured.ts';
import { codingsOf } from './decoding.ts';
import { watched } from './tap.ts';

/** The copy. */
export interface BodyCopy {
  /** The body to send in place of the given one. */
  readonly body: Uint8Array | ByteSource | null;
  /** What has passed so far, up to the limit. */
  bytes(): Uint8Array;
  /** More passed than was kept. */
  cut(): boolean;
  /** In bytes. */
  readonly limit: number;
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
    return { body, bytes: () => whole.subarray(0, limit), cut: () => whole.length > limit, limit };
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
  return { body: copied, bytes: () => concatBytes(chunks), cut: () => cut, limit };
}

/**
 * The request as it passed.
 *
 * @param headers as the client sent them
 * @param copy of its body; null if none was made
 * @param forwarded the headers as the provider got them, and the body with them
 */
export function passedRequest(
  headers: HeaderList,
  copy: BodyCopy | null,
  forwarded: HeaderList,
): PassedMessage {
  if (!copy) return { headers, body: null, cut: null };
  // Sound and pictures are no text.
  if (!isText(headers)) return { headers, body: null, cut: 'unreadable' };
  const message: PassedMessage = { headers, body: copy.bytes(), cut: copy.cut() ? 'too_large' : null };
  const codings = codingsOf(headerValue(forwarded, 'content-encoding'));
  return codings.length === 0 ? message : { ...message, encoded: { codings, maxBytes: copy.limit } };
}

/** JSON, or nothing declared. */
function isText(headers: HeaderList): boolean {
  return /^(?:application\/(?:[\w.-]+\+)?json\b|text\/|$)/i.test(headerValue(headers, 'content-type') ?? '');
}
