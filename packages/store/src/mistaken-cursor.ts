/** The error for a cursor that no page ended with: a `GatewayError` of core, which is known by its name. */
export function mistakenCursor(): Error {
  const error = new Error('is none that a page ended with');
  return Object.assign(error, { name: 'GatewayError', code: 'validation_failed' });
}
