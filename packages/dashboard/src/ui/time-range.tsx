/** A choice of how far back to look. It lives in the query of the address as `range`. */
import { here, setQuery } from '../app/router.ts';

const RANGES: Readonly<Record<string, string>> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
};

/** The range of the address, or else the given one. Read in a `useLoaded`, it is loaded anew when it changes. */
export function chosenRange(otherwise = '24h'): string {
  const range = here.value.query.get('range');
  return range !== null && Object.hasOwn(RANGES, range) ? range : otherwise;
}

/** As a `from` of the API. */
export function rangeStart(range: string): string {
  return `-${range}`;
}

/** The length of a range in milliseconds. */
export function rangeLength(range: string): number {
  return Number.parseInt(range, 10) * (range.endsWith('h') ? 3_600_000 : 86_400_000);
}

/** @param own times of their own, `from` and `to`, are in the address; to choose a range takes them out */
export function TimeRange({ otherwise = '24h', own = false }: { otherwise?: string; own?: boolean }) {
  const range = chosenRange(otherwise);
  return (
    <select
      aria-label="Time range"
      value={own ? '' : range}
      onChange={({ currentTarget: { value } }) =>
        setQuery({ range: value === otherwise ? null : value, ...(own && { from: null, to: null }) })
      }
    >
      {own && (
        <option value="" disabled>
          Own times
        </option>
      )}
      {Object.entries(RANGES).map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
