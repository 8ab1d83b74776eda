/** Decodes through one of Node's zlib streams, which work in threads of their own. */
import type { Transform } from 'node:stream';
import type { ByteSink, ByteSource } from '@aperturejs/core/wire';
import { decoderError, followed, tooLong } from './failures.ts';

/** A stream of `node:zlib`. */
export interface Engine extends Transform {
  /** Encoded bytes that it has made use of. */
  readonly bytesWritten: number;
}

/** What is checked of the encoded bytes besides: a decoder's own checks differ. Both throw a GatewayError. */
export interface Framing {
  read(chunk: Uint8Array): void;
  finish(decoded: number): void;
}

/** How to decode. */
export interface StreamOptions {
  readonly coding: string;
  readonly maxBytes: number;
  readonly framing: Framing;
  engine(): Engine;
}

/** A source of what the encoded source decodes to. */
export function streamSource(encoded: ByteSource, options: StreamOptions): ByteSource {
  const { coding, maxBytes, framing } = options;
  let sink: ByteSink | null = null;
  let engine: Engine | null = null;
  let taken = 0;
  let given = 0;

  const fail = (error: Error): void => {
    const to = sink;
    if (!to) return;
    stop(error);
    to.fail(error);
  };
  const stop = (reason?: Error): void => {
    sink = null;
    engine?.destroy();
    encoded.cancel(reason);
  };
  /** Does a step; what it throws ends the body. */
  const checked = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      fail(error as Error);
    }
  };

  const open = (): Engine =>
    options
      .engine()
      .on('data', (chunk: Buffer) => {
        given += chunk.length;
        if (given > maxBytes) fail(tooLong(maxBytes));
        else if (sink && !sink.write(chunk)) engine?.pause();
      })
      .on('end', () =>
        checked(() => {
          // It ends by itself where the stream of bytes does, whatever follows.
          if ((engine?.bytesWritten ?? 0) < taken) throw followed(coding);
          framing.finish(given);
          const to = sink;
          sink = null;
          to?.end();
        }),
      )
      .on('drain', () => {
        if (sink) encoded.resume();
      })
      .on('error', (error) => fail(decoderError(coding, error))) as Engine;

  return {
    start(into) {
      sink = into;
      const opened = open();
      engine = opened;
      encoded.start({
        write(chunk) {
          taken += chunk.length;
          checked(() => framing.read(chunk));
          return sink !== null && opened.write(chunk);
        },
        end() {
          if (sink) opened.end();
        },
        fail(error) {
          const to = sink;
          sink = null;
          opened.destroy();
          to?.fail(error);
        },
      });
    },
    resume() {
      engine?.resume();
    },
    cancel: stop,
  };
}
