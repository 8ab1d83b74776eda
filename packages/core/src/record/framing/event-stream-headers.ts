/** The headers of a message of an AWS event stream, of which only those with text matter here. */

/** Bytes of a value by its type; -1 for a length of two bytes ahead of it. */
const SIZES: readonly number[] = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];
const TEXT = 7;

const decoder = new TextDecoder();

/** Reads them; null if they are not what the format has. Of values that are no text only the names are kept. */
export function readHeaders(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const headers = new Map<string, string>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + (bytes[at] as number);
    if (nameEnd >= bytes.length) return null;
    const name = decoder.decode(bytes.subarray(at + 1, nameEnd));
    const type = bytes[nameEnd] as number;
    let size = SIZES[type];
    if (size === undefined) return null;
    at = nameEnd + 1;
    if (size === -1) {
      if (at + 2 > bytes.length) return null;
      size = view.getUint16(at);
      at += 2;
    }
    if (at + size > bytes.length) return null;
    headers.set(name, type === TEXT ? decoder.decode(bytes.subarray(at, at + size)) : '');
    at += size;
  }
  return headers;
}
