/** Cuts a provider's prefix out of the `model` of a body, in the bytes: all other bytes stay as they came. */
import type { ModelField } from './model-field.ts';

/** Replace the bytes from `start` up to `end` by `insert`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly insert: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/**
 * The splice that leaves only what follows the prefix.
 *
 * @param prefix what the field's value starts with: `openai/`
 */
export function cutPrefix(field: ModelField, prefix: string): Splice {
  const { start, end } = field;
  if (!field.escaped) return { start, end: start + encoder.encode(prefix).length, insert: NOTHING };
  const rest = JSON.stringify(field.value.slice(prefix.length));
  return { start, end, insert: encoder.encode(rest.slice(1, -1)) };
}

/** How much longer (or, below zero, shorter) the splice makes the body. */
export function growth(splice: Splice): number {
  return splice.insert.length - (splice.end - splice.start);
}

/** The bytes with the splice done. They must reach at least to its end. */
export function spliced(bytes: Uint8Array, splice: Splice): Uint8Array {
  const result = new Uint8Array(bytes.length + growth(splice));
  result.set(bytes.subarray(0, splice.start));
  result.set(splice.insert, splice.start);
  result.set(bytes.subarray(splice.end), splice.start + splice.insert.length);
  return result;
}
