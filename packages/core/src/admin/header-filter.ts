/** The parameter `header` of lists and sums, and who may use it. */
import type { Admitted } from '../admit.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { HeaderFilter } from '../ports/records.ts';
import type { Running } from '../running.ts';
import { mistake, reading, refuseMistakes, type Read } from './parameters.ts';

const WRONG = {
  wrong: 'must be the name of a header, or a name and a value such as x-team:red',
};

/** `x-team`, or `x-team:red`. */
export const headerFilter: Read<HeaderFilter> = reading<HeaderFilter>({ type: 'string' }, (text) => {
  const colon = text.indexOf(':');
  const name = (colon === -1 ? text : text.slice(0, colon)).trim().toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/.test(name) || text.length > 300) return WRONG;
  return colon === -1 ? { name } : { name, value: text.slice(colon + 1).trim() };
});

/** The refusal of a caller who may not ask by a header; null if nothing speaks against it. */
export function refuseHeader(
  { access }: Admitted,
  { snapshot }: Running,
  header: HeaderFilter | undefined,
): Refusal | null {
  if (!header) return null;
  const { name } = header;
  if (!access.mayFilterBy(name)) {
    return refuse('not_granted', `no grant of yours has "${name}" among its filterable_headers`);
  }
  const names = snapshot.database.filterable.map((one) => one.name);
  if (names.includes(name)) return null;
  const there = names.length === 0 ? 'none' : names.join(', ');
  return refuseMistakes([
    mistake('header', `is not one of database.headers.filterable, which has ${there}`, name),
  ]);
}
