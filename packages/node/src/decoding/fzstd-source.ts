/** Decodes zstd in JavaScript, for versions of Node whose zlib cannot (before 22.15). */
import { GatewayError } from '@aperturejs/core';
import type { ByteSink, ByteSource } from '@aperturejs/core/wire';
import { Decompress } from 'fzstd';
import { decoderError, tooLong } from './failures.ts';
import { ZstdFrame } from './zstd-frame.ts';

/**
 * fzstd moves its whole window for each block, and sets aside a block's greatest length. A body of many small blocks
 * would keep the process busy for minutes, so bytes moved are bounded by bytes sent.
 */
const BLOCK_COST = 128 * 1024;
/** As long as a block is worth its cost. */
const FULL_BLOCK = 64 * 1024;
const COST_FREE = 64 * 1024 * 1024;
const MAX_COST_RATIO = 512;

/** A source of what the encoded source decodes to. It goes block by block, so that no more than one is ahead of its reader. */
export function fzstdSource(encoded: ByteSource, maxBytes: number): ByteSource {
  const frame = new ZstdFrame();
  let sink: ByteSink | null = null;
  let waiting: Uint8Array[] = [];
  let taken = 0;
  let given = 0;
  let ended = false;
  let paused = false;
  let working = false;
  const decoder = new Decompress((chunk) => {
    given += chunk.length;
    if (given > maxBytes) throw tooLong(maxBytes);
    if (chunk.length > 0 && sink && !sink.write(chunk)) paused = true;
  });

  const work = (): void => {
    // A reader may resume from within its own write.
    if (working) return;
    working = true;
    try {
      while (sink && !paused && waiting.length > 0) step();
      if (sink && !paused && ended) finish(sink);
    } catch (error) {
      const to = sink;
      stop();
      to?.fail(decoderError('zstd', error as Error));
    }
    working = false;
  };
  const step = (): void => {
    const chunk = waiting[0] as Uint8Array;
    const end = frame.next(chunk, 0);
    if (end < chunk.length) waiting[0] = chunk.subarray(end);
    else waiting.shift();
    const small = frame.blocks - given / FULL_BLOCK;
    if (small * (frame.window + BLOCK_COST) > COST_FREE + MAX_COST_RATIO * taken) throw tooSmallBlocks();
    decoder.push(chunk.subarray(0, end), frame.complete);
  };
  const finish = (to: ByteSink): void => {
    frame.finish(given);
    sink = null;
    to.end();
  };
  const stop = (reason?: Error): void => {
    sink = null;
    waiting = [];
    encoded.cancel(reason);
  };

  return {
    start(into) {
      sink = into;
      encoded.start({
        write(chunk) {
          taken += chunk.length;
          waiting.push(chunk);
          work();
          return sink !== null && !paused;
        },
        end() {
          ended = true;
          work();
        },
        fail(error) {
          const to = sink;
          sink = null;
          to?.fail(error);
        },
      });
    },
    resume() {
      paused = false;
      work();
      if (sink && !paused && !ended) encoded.resume();
    },
    cancel: stop,
  };
}

function tooSmallBlocks(): GatewayError {
  return new GatewayError(
    'body_too_large',
    'content-encoding: the zstd body is cut into blocks too small to be decoded here; compress it in one go',
  );
}
