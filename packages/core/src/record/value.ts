/** Looks into what vendors sent, of which nothing is certain. */

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = {};
const NONE: readonly unknown[] = [];

/** True for an object that is no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one, so that the way down to a field needs no question at each step. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

/** The array, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : NONE;
}

/** The string, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
