/** The bytes that JSON is made of (RFC 8259 section 2). */

export const QUOTE: number = 0x22;
export const BACKSLASH: number = 0x5c;
export const OPEN_OBJECT: number = 0x7b;
export const CLOSE_OBJECT: number = 0x7d;
export const OPEN_ARRAY: number = 0x5b;
export const CLOSE_ARRAY: number = 0x5d;
export const COMMA: number = 0x2c;
export const COLON_BYTE: number = 0x3a;

/** White space between tokens. */
export const SPACE: number = 1;
/** What numbers, `true`, `false` and `null` are written with. */
export const SCALAR: number = 2;
/** The class of each byte outside strings; 0 for structure, and for what JSON does not have. */
export const CLASS: Readonly<Uint8Array> = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of [0x20, 0x09, 0x0a, 0x0d]) table[byte] = SPACE;
  for (const char of '0123456789+-.eEtrufalsn') table[char.charCodeAt(0)] = SCALAR;
  return table;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a string token without its quotes, or null if it is none. */
export function textOf(token: number[]): string | null {
  if (token.every(isPlain)) return String.fromCharCode(...token);
  try {
    const text = decoder.decode(Uint8Array.from(token));
    // JSON.parse also refuses control characters, which have no place in a key or a model name.
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return null;
  }
}

/** Printable ASCII that stands for itself: nearly every key and model name is made of nothing else. */
function isPlain(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH;
}
