/** The forms in which clients of the different APIs expect a list of models. */
import type { Dialect, FormatName } from '../formats/format.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { DescribedModel } from './describe.ts';

/** A form of list. */
export interface ListShape {
  readonly dialect: Dialect;
  /** The formats that its clients speak; null if a list is of use to clients of any. */
  readonly formats: ReadonlySet<FormatName> | null;
  /** True if ids may stand in the list only once. */
  readonly uniqueIds: boolean;
  /**
   * The body of the list, or of the page that the query asks for.
   *
   * @param since when the config in force was read, in seconds since the epoch
   */
  list(models: readonly DescribedModel[], query: URLSearchParams, since: number): object | Refusal;
  /** The body that tells of one model. */
  one(model: DescribedModel, since: number): object;
}

/** A whole number of a query, or `fallback` if there is none; null if it is something else. */
export function wholeNumber(query: URLSearchParams, name: string, fallback: number): number | null {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Where in a list the model of a query's parameter stands; a refusal if it names none. */
export function placeOf(
  models: readonly DescribedModel[],
  query: URLSearchParams,
  name: string,
): number | Refusal {
  const at = models.findIndex(({ model }) => model === query.get(name));
  return at === -1 ? refuse('invalid_request', `${name} names no model of this list; ask without it`) : at;
}
