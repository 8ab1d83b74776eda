/**
 * What is put to people in words by more than one part of the gateway: `@aperturejs/core/wording`. The dashboard says it alike.
 */
export { nearest } from './nearest.ts';
export { pathText } from './path-text.ts';
