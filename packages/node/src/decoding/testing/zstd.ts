/** Bodies of the coding zstd for tests: of a real encoder, and made by hand. */
import { compress, init } from '@bokuweb/zstd-wasm';

await init();

/** One frame, as libzstd makes it. */
export function zstd(bytes: Uint8Array, level = 3): Uint8Array {
  // It gives a view of its own memory.
  return Uint8Array.from(compress(bytes, level));
}

/** A frame of hand-made blocks with a window of so many kilobytes (a power of two), which tells no length. */
export function frameOf(blocks: readonly Uint8Array[], windowKb = 1_024): Uint8Array {
  const window = Math.log2(windowKb) << 3;
  return joined([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, window), ...blocks]);
}

/** A block that is stored as it is. */
export function rawBlock(bytes: Uint8Array, last = false): Uint8Array {
  return joined([blockHeader(0, bytes.length, last), bytes]);
}

/** A block of one byte, repeated. */
export function repeatBlock(byte: number, times: number, last = false): Uint8Array {
  return joined([blockHeader(1, times, last), Uint8Array.of(byte)]);
}

/** A block that is compressed, or says so. */
export function compressedBlock(bytes: Uint8Array, last = false): Uint8Array {
  return joined([blockHeader(2, bytes.length, last), bytes]);
}

function blockHeader(type: number, size: number, last: boolean): Uint8Array {
  const value = (size << 3) | (type << 1) | Number(last);
  return Uint8Array.of(value & 255, (value >> 8) & 255, value >> 16);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
