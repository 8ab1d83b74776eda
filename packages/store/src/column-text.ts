/**
 * Text for a column, and text that is looked for in one. Postgres keeps no NUL and no half of a surrogate pair, which
 * models and sessions that clients name may hold; a batch with one would never be written.
 */
export function columnText(text: string): string {
  return CLEAN.test(text) ? text : text.replaceAll(/\0|\p{Surrogate}/gu, '�');
}

const CLEAN = /^[^\0\p{Surrogate}]*$/u;
