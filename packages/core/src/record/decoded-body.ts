/** Undoes the codings of a request body for its capture, once the call is over. */
import type { Decoders } from '../ports/decoders.ts';
import { bytesFrom, concatBytes, type ByteSource } from '../wire/byte-source.ts';
import type { EncodedBody, PassedMessage } from './captured.ts';

/** As many as requests may have (body/content-coding.ts). */
const MAX_CODINGS = 2;
/** What lies between two codings is decoded, and not kept: of more than this no request consists. */
const MAX_DECODED = 67_108_864;

/**
 * The message with its body decoded, as far as it is to be kept. Whatever goes wrong, it is a message: without a body
 * that could not be read. Never rejects.
 */
export function decodedMessage(message: PassedMessage, decoders: Decoders): Promise<PassedMessage> {
  const { body, encoded, headers, cut } = message;
  const source = body instanceof Uint8Array && encoded ? decodedSource(body, encoded, decoders) : null;
  if (!source || !encoded) return Promise.resolve({ headers, body: null, cut: 'unreadable' });
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let left = encoded.maxBytes;
    const finish = (why: PassedMessage['cut']): void =>
      resolve({ headers, body: why === 'unreadable' ? null : concatBytes(chunks), cut: why });
    source.start({
      write(chunk) {
        // The decoder may write over what it has handed out.
        if (left > 0) chunks.push(chunk.slice(0, left));
        left -= chunk.length;
        if (left >= 0) return true;
        source.cancel();
        finish('too_large');
        return false;
      },
      end: () => finish(cut),
      // Of a body of which only the beginning was kept, nobody expects that its coding is complete.
      fail: () => finish(cut ?? 'unreadable'),
    });
  });
}

function decodedSource(body: Uint8Array, { codings }: EncodedBody, decoders: Decoders): ByteSource | null {
  if (codings.length > MAX_CODINGS) return null;
  let source: ByteSource | null = bytesFrom(body);
  for (const coding of codings.toReversed()) {
    source = source && decoders.decode(coding, source, { maxBytes: MAX_DECODED });
  }
  return source;
}
