/** The error for a cursor that no page ended with: a `GatewayError` of core, which is known by its name. */

const MISTAKEN = { name: 'GatewayError', code: 'validation_failed' };

export function mistakenCursor(): Error {
  return Object.assign(new Error('is none that a page ended with'), MISTAKEN);
}

/** True for an error that {@link mistakenCursor} made, in this thread. */
export function isMistakenCursor(error: unknown): boolean {
  return error instanceof Error && error.name === MISTAKEN.name;
}
