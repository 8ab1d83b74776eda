/** How a conversation in Chat Completions begins: what every later call of it repeats. */
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from '../body/json-bytes.ts';

/** Bytes that are looked at: system prompts of coding agents are some tens of kilobytes. */
const MAX_BYTES = 128 * 1024;
const KEY = new TextEncoder().encode('"messages"');
const decoder = new TextDecoder();

/**
 * The bytes of the messages up to the first one of the user, that one included; null if they are not there. The body has
 * been checked to be JSON.
 */
export function firstMessages(body: Uint8Array): Uint8Array | null {
  const bytes = body.length > MAX_BYTES ? body.subarray(0, MAX_BYTES) : body;
  const start = startOfMessages(bytes);
  if (start === -1) return null;
  let at = start;
  for (;;) {
    const open = bytes.indexOf(OPEN_OBJECT, at);
    if (open === -1) return null;
    const end = endOfValue(bytes, open);
    if (end === -1) return null;
    if (roleOf(bytes.subarray(open, end)) === 'user') return bytes.subarray(start, end);
    at = end;
    while (at < bytes.length && bytes[at] !== COMMA) {
      if (bytes[at] === CLOSE_ARRAY) return null;
      at += 1;
    }
  }
}

/** The index behind the bracket that opens the list, or -1. Only a key of the top level counts. */
function startOfMessages(bytes: Uint8Array): number {
  let at = bytes.indexOf(OPEN_OBJECT) + 1;
  while (at < bytes.length) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1) return -1;
    const afterKey = endOfString(bytes, quote);
    if (afterKey === -1) return -1;
    let value = afterKey;
    // White space and the colon.
    while (
      value < bytes.length &&
      (bytes[value] as number) <= 0x3a &&
      bytes[value] !== QUOTE &&
      !isNumber(bytes[value] as number)
    )
      value += 1;
    if (isKey(bytes, quote, afterKey)) return bytes[value] === OPEN_ARRAY ? value + 1 : -1;
    const end = endOfValue(bytes, value);
    if (end === -1) return -1;
    at = end;
  }
  return -1;
}

function isNumber(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
}

function isKey(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === KEY.length && KEY.every((byte, i) => bytes[start + i] === byte);
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

function roleOf(message: Uint8Array): unknown {
  try {
    return (JSON.parse(decoder.decode(message)) as { role?: unknown }).role;
  } catch {
    return null;
  }
}
