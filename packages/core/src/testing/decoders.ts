/** Decoders on node:zlib, for tests. */
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../errors.ts';
import type { Decoders } from '../ports/decoders.ts';

const MAKERS = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** They decode on other threads, so what comes out comes later. */
export const zlibDecoders: Decoders = {
  codings: Object.keys(MAKERS),
  decode(coding, encoded) {
    const make = MAKERS[coding as keyof typeof MAKERS];
    if (!make) return null;
    const stream = make();
    return {
      start(sink) {
        stream.on('data', (chunk: Uint8Array) => {
          if (!sink.write(chunk)) stream.pause();
        });
        stream.once('end', () => sink.end());
        stream.once('error', (error) => sink.fail(new GatewayError('invalid_request', error.message)));
        encoded.start({
          write(chunk) {
            const more = stream.write(chunk);
            if (!more) stream.once('drain', () => encoded.resume());
            return more;
          },
          end: () => void stream.end(),
          fail: (error) => void stream.destroy(error),
        });
      },
      resume: () => void stream.resume(),
      cancel() {
        encoded.cancel();
        stream.destroy();
      },
    };
  },
};
