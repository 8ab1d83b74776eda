/** The URL of an upstream as it is told to people: in explanations, records, exports and traces. */
import type { Provider } from '../config/snapshot.ts';

/** What stands in place of a segment that may be secret. */
const MASK = '…';

/** A version (`v1`, `v1beta1`), or up to four words (`backend-api`, `openai`); a token of letters and digits is neither. */
const PLAIN = /^(?:v\d{1,2}(?:(?:alpha|beta)\d{0,2})?|[a-z]{1,12}(?:[-_.][a-z]{1,12}){0,3})$/;

/**
 * Where a request goes, without its query. Some vendors take a key in the path, so it may stand in a `baseurl`: of the
 * provider's own segments only those that read like words are told, to admins too, since what is told is kept.
 *
 * @param path on the provider's origin, below its base path; a query is left out
 */
export function toldUrl({ origin, basePath }: Pick<Provider, 'origin' | 'basePath'>, path: string): string {
  const own = basePath.split('/').map((segment) => (segment === '' || PLAIN.test(segment) ? segment : MASK));
  return origin + own.join('/') + (path.slice(basePath.length).split('?', 1)[0] as string);
}
