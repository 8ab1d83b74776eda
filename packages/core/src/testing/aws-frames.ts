/** Writes AWS event streams for tests. The gateway itself only ever reads them. */
import { crc32 } from '../record/framing/crc32.ts';

/** A frame: its headers, and its payload as a value, or the model's own event that a chunk wraps. */
export interface Frame {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: unknown;
  readonly chunk?: unknown;
}

const encoder = new TextEncoder();

/**
 * The bytes of the frames. The checksum is the reader's own, which a test compares with other implementations.
 *
 * @param pad changes the text of each event's JSON
 */
export function awsFrames(frames: readonly Frame[], pad = (json: string): string => json): Uint8Array {
  const parts = frames.map((frame) => frameBytes(frame, pad));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function frameBytes({ headers, payload, chunk }: Frame, pad: (json: string) => string): Uint8Array {
  const text = pad(JSON.stringify(chunk ?? payload));
  const wrapped = JSON.stringify({ bytes: base64(encoder.encode(text)), p: 'abcdefghij' });
  const body = encoder.encode(chunk === undefined ? text : wrapped);
  const head = Object.entries(headers).flatMap(([name, text]) => headerBytes(name, encoder.encode(text)));
  const total = 12 + head.length + body.length + 4;
  const frame = new Uint8Array(total);
  const view = new DataView(frame.buffer);
  view.setUint32(0, total);
  view.setUint32(4, head.length);
  view.setUint32(8, crc32(frame, 0, 8));
  frame.set(head, 12);
  frame.set(body, 12 + head.length);
  view.setUint32(total - 4, crc32(frame, 0, total - 4));
  return frame;
}

function headerBytes(name: string, value: Uint8Array): number[] {
  const key = encoder.encode(name);
  return [key.length, ...key, 7, value.length >> 8, value.length & 0xff, ...value];
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
