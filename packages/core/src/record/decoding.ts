/**
 * Undoes an answer's content codings for its observer. Decoders work when they can, but the answer waits for nobody, so
 * what is not decoded yet is held, up to a bound.
 */
import type { Decoders } from '../ports/decoders.ts';
import type { ByteSink, ByteSource } from '../wire/byte-source.ts';

/** Encoded bytes that wait for the decoder. Beyond this the answer is not read. */
export const MAX_WAITING: number = 4_194_304;
/** Of more than this no answer consists: it would only cost. */
const MAX_DECODED = 268_435_456;

const NONE: readonly string[] = [];

/** Where the encoded bytes go. */
export interface Decoding {
  /** False once too much waits; no more is taken then. */
  write(chunk: Uint8Array): boolean;
  /** No more bytes come; the sink is told once all are decoded. */
  end(): void;
  /** Nobody wants the rest. */
  cancel(): void;
}

/** The codings that were applied, in order: `['gzip']`; none for bytes as they are. */
export function codingsOf(contentEncoding: string | undefined): readonly string[] {
  if (contentEncoding === undefined) return NONE;
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase().replace(/^x-/, ''))
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** Starts to decode into `sink`; null if one of the codings is not known. */
export function startDecoding(
  codings: readonly string[],
  decoders: Decoders,
  sink: ByteSink,
): Decoding | null {
  const fed = fedSource();
  let source: ByteSource | null = fed.source;
  for (const coding of codings.toReversed()) {
    source = source && decoders.decode(coding, source, { maxBytes: MAX_DECODED });
  }
  const decoded = source;
  if (!decoded) return null;
  decoded.start(sink);
  return { write: fed.write, end: fed.end, cancel: () => decoded.cancel() };
}

/** A source that is fed by hand. */
function fedSource(): Omit<Decoding, 'cancel'> & { readonly source: ByteSource } {
  let sink: ByteSink | null = null;
  let paused = false;
  let ended = false;
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const flow = (): void => {
    paused = false;
    while (sink && !paused && waiting.length > 0) {
      const chunk = waiting.shift() as Uint8Array;
      bytes -= chunk.length;
      paused = !sink.write(chunk);
    }
    if (!ended || waiting.length > 0) return;
    const done = sink;
    sink = null;
    done?.end();
  };
  const drop = (): void => {
    sink = null;
    waiting = [];
  };
  return {
    source: {
      start(into) {
        sink = into;
        flow();
      },
      resume: flow,
      cancel: drop,
    },
    write(chunk) {
      if (bytes + chunk.length > MAX_WAITING) {
        drop();
        return false;
      }
      // The decoder may read it after the chunk was let go of.
      waiting.push(chunk.slice());
      bytes += chunk.length;
      if (!paused) flow();
      return true;
    },
    end() {
      ended = true;
      if (!paused) flow();
    },
  };
}
