/** Makes a snapshot unchangeable, maps and sets too, which `Object.freeze` alone leaves open. */

/** Freezes a value and everything in it, and returns it. Functions and what they close over stay as they are. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map || value instanceof Set) {
    for (const change of ['set', 'add', 'delete', 'clear']) {
      if (change in value) Object.defineProperty(value, change, { value: refuseChange });
    }
    Object.freeze(value);
    for (const [key, item] of value.entries()) {
      deepFreeze(key);
      deepFreeze(item);
    }
    return value;
  }
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
  return value;
}

function refuseChange(): never {
  throw new TypeError('a snapshot cannot be changed');
}
