/**
 * A Google API key in the query, from where it gets into the logs of everything on the way (field.md D10). Google takes
 * it in a header just as well, so that is where it travels on.
 */
import { parameterValue } from '../routing/path.ts';

/** The header that Google's APIs take a key in. */
export const GOOGLE_KEY_HEADER = 'x-goog-api-key';

/** The query parameters for it, in lower case: the usual one, and Google's `$` form of it. */
export const GOOGLE_KEY_PARAMETERS: ReadonlySet<string> = new Set(['key', '$key']);

const GOOGLE_FORMATS: ReadonlySet<string> = new Set([
  'gemini_generate_content',
  'google_generate_content',
  'google_raw_predict',
]);

/** True for the names of the formats of Google's APIs. */
export function takesGoogleKey(format: string): boolean {
  return GOOGLE_FORMATS.has(format);
}

/** The key in a query; undefined if there is none that a header could carry. */
export function googleKeyIn(query: string): string | undefined {
  const key = parameterValue(query, GOOGLE_KEY_PARAMETERS)?.trim();
  return key !== undefined && /^[\x21-\x7e]+$/.test(key) ? key : undefined;
}
