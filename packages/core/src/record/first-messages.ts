/** How a conversation in Chat Completions begins: what every later call of it repeats. */
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON_BYTE,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from '../body/json-bytes.ts';

/** Bytes that are looked at: system prompts of coding agents are some tens of kilobytes. */
const MAX_BYTES = 128 * 1024;
const encoder = new TextEncoder();
const MESSAGES = encoder.encode('"messages"');
const ROLE = encoder.encode('"role"');
const USER = encoder.encode('"user"');

/**
 * The bytes of the messages up to the first one of the user, that one included; null if they are not there. The body has
 * been checked to be JSON.
 */
export function firstMessages(body: Uint8Array): Uint8Array | null {
  const bytes = body.length > MAX_BYTES ? body.subarray(0, MAX_BYTES) : body;
  const list = valueOf(bytes, bytes.indexOf(OPEN_OBJECT), MESSAGES);
  if (list === -1 || bytes[list] !== OPEN_ARRAY) return null;
  const start = list + 1;
  let at = start;
  for (;;) {
    const open = bytes.indexOf(OPEN_OBJECT, at);
    if (open === -1) return null;
    const end = endOfValue(bytes, open);
    if (end === -1) return null;
    const role = valueOf(bytes, open, ROLE);
    if (role !== -1 && is(bytes, role, USER)) return bytes.subarray(start, end);
    at = end;
    while (at < bytes.length && bytes[at] !== COMMA) {
      if (bytes[at] === CLOSE_ARRAY) return null;
      at += 1;
    }
  }
}

/**
 * The index of a key's value in an object, or -1. Keys of what is inside it do not count.
 *
 * @param open the index of the bracket that opens the object
 * @param key with its quotes
 */
function valueOf(bytes: Uint8Array, open: number, key: Uint8Array): number {
  if (open === -1) return -1;
  let at = open + 1;
  while (at < bytes.length) {
    while (isBetween(bytes[at])) at += 1;
    if (bytes[at] !== QUOTE) return -1;
    const afterKey = endOfString(bytes, at);
    if (afterKey === -1) return -1;
    const found = afterKey - at === key.length && is(bytes, at, key);
    at = afterKey;
    while (isBetween(bytes[at])) at += 1;
    if (found) return at;
    at = endOfValue(bytes, at);
    if (at === -1) return -1;
  }
  return -1;
}

/** White space, commas and colons. */
function isBetween(byte: number | undefined): boolean {
  return byte !== undefined && (byte <= 0x20 || byte === COMMA || byte === COLON_BYTE);
}

function is(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  return text.every((byte, i) => bytes[at + i] === byte);
}

/** The index behind the value that begins at `start`, or -1 if it goes on beyond the bytes. */
function endOfValue(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) return endOfString(bytes, start);
  let depth = 0;
  for (let i = start; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      i = endOfString(bytes, i) - 1;
      if (i < 0) return -1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return i + 1;
      if (depth < 0) return i;
    } else if (byte === COMMA && depth === 0) {
      return i;
    }
  }
  return -1;
}

function endOfString(bytes: Uint8Array, start: number): number {
  let from = start + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from);
    if (quote === -1) return -1;
    let backslashes = 0;
    while (quote - 1 - backslashes > start && bytes[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}
