/** The codings that Node can undo, and zstd where it cannot. */
import * as zlib from 'node:zlib';
import type { Decoders } from '@aperturejs/core';
import type { ByteSource } from '@aperturejs/core/wire';
import { decoderError, followed } from './failures.ts';
import { streamSource, type Engine, type Framing } from './stream-source.ts';
import { wholeSource, WHOLE_UP_TO } from './whole-source.ts';
import { ZstdFrame } from './zstd/frame.ts';
import { zstdSource } from './zstd-source.ts';

/** Bytes that may come out of a body that is decoded in one go: some milliseconds of work. */
const WHOLE_DECODED = 1_048_576;
const CHUNK = 65_536;

/** How one coding is undone. */
interface Codec {
  engine(options: object): Engine;
  whole(bytes: Uint8Array, options: object): unknown;
  framing(): Framing;
}

/** What Node has from 22.15 on, which the types of Node 20 do not know. */
interface WithZstd {
  createZstdDecompress?(options: object): Engine;
  zstdDecompressSync(bytes: Uint8Array, options: object): unknown;
}

const codecs = new Map<string, Codec>([
  ['gzip', { engine: zlib.createGunzip as Codec['engine'], whole: zlib.gunzipSync, framing: oneMember }],
  ['deflate', { engine: zlib.createInflate as Codec['engine'], whole: zlib.inflateSync, framing: unframed }],
  [
    'br',
    {
      engine: zlib.createBrotliDecompress as Codec['engine'],
      whole: zlib.brotliDecompressSync,
      framing: unframed,
    },
  ],
]);
const { createZstdDecompress, zstdDecompressSync } = zlib as unknown as WithZstd;
if (createZstdDecompress) {
  const framing = (): Framing => new ZstdFrame();
  codecs.set('zstd', { engine: createZstdDecompress, whole: zstdDecompressSync, framing });
}

/**
 * Decoders on `node:zlib`: gzip, deflate (as RFC 9110 has it, with its zlib header), br and zstd; the last by
 * code of our own on versions of Node whose zlib does not have it.
 */
export const nodeDecoders: Decoders = {
  codings: ['zstd', 'gzip', 'br', 'deflate'],
  decode(coding, encoded, { maxBytes }) {
    const codec = codecs.get(coding);
    if (!codec) return coding === 'zstd' ? zstdSource(encoded, maxBytes) : null;
    const stream = (source: ByteSource): ByteSource =>
      streamSource(source, {
        coding,
        maxBytes,
        framing: codec.framing(),
        engine: () => codec.engine({ chunkSize: CHUNK }),
      });
    const { length } = encoded;
    if (length === undefined || length > WHOLE_UP_TO) return stream(encoded);
    return wholeSource(encoded, (bytes) => decodeWhole(coding, codec, bytes, maxBytes), stream);
  },
};

function decodeWhole(coding: string, codec: Codec, bytes: Uint8Array, maxBytes: number): Uint8Array | null {
  const framing = codec.framing();
  framing.read(bytes);
  let result: { readonly buffer: Buffer; readonly engine: Engine };
  try {
    const maxOutputLength = Math.min(maxBytes, WHOLE_DECODED);
    result = codec.whole(bytes, { info: true, maxOutputLength, chunkSize: CHUNK }) as typeof result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw decoderError(coding, error as Error);
  }
  const { buffer, engine } = result;
  if (engine.bytesWritten < bytes.length) throw followed(coding);
  framing.finish(buffer.length);
  return buffer;
}

function unframed(): Framing {
  return { read() {}, finish() {} };
}

/**
 * A gzip body may consist of several members (RFC 1952 section 2.2), of which some decoders read only the first. Node's
 * reads all without a word, but the last four bytes tell how much came out of the last one. (Only empty members can
 * stand before it unseen, and whoever reads the first of them alone reads nothing.)
 */
function oneMember(): Framing {
  let last = 0;
  return {
    read(chunk) {
      for (const byte of chunk.subarray(-4)) last = (last >>> 8) | (byte << 24);
    },
    finish(decoded) {
      if (last >>> 0 !== decoded >>> 0) throw followed('gzip');
    },
  };
}
