/** What the API is asked for by the filters of the address. */
import type { Parameters } from '../../api/request.ts';
import { rangeStart } from '../../ui/time-range.tsx';
import type { Filters } from './filters.ts';

/** Parameters of `/aperture/records`. Whether a session failed is nothing that a call knows. */
export function forCalls({ failed: _failed, ...filters }: Filters, range: string): Parameters {
  return { ...filters, ...times(filters, range) };
}

/** Parameters of `/aperture/sessions`, which are sums over calls and know nothing of one call's end; one session is no list of them. */
export function forSessions(
  { session: _session, status: _status, outcome: _outcome, ...filters }: Filters,
  range: string,
): Parameters {
  return { ...filters, ...times(filters, range) };
}

/** Times of their own take the place of a range that ends now. */
function times({ from, to }: Filters, range: string): Parameters {
  return from === undefined && to === undefined ? { from: rangeStart(range) } : { from, to };
}
