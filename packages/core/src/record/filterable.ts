/** The headers that calls are found and summed by (spec/aperture.md 7.5): what is kept of them in a record. */
import type { FilterableHeader } from '../config/data-settings.ts';
import { headerValues, type HeaderList } from '../wire/header-list.ts';
import { REDACTED, redactHeaders } from './redact.ts';

/** Characters of a value that are kept. */
const MAX_VALUE = 128;
/** Values of one header that are told apart: sums are kept for each. */
const MAX_VALUES = 1_000;
/** What all further values of a header count as. */
const OTHER = '(other)';

/** The headers of a call, by their names in lower case. */
export type KeptHeaders = Readonly<Record<string, string>>;

/** Keeps the values of one gateway in bounds. */
export interface HeaderValues {
  /**
   * What is kept of a call's headers; null if it has none of them.
   *
   * @param hops the headers as they went to the provider, if they did, and as the client sent them: the first that has a
   *   header says what it is
   * @param reserved lower-case names of headers that identity sources read
   */
  kept(
    filterable: readonly FilterableHeader[],
    hops: readonly HeaderList[],
    reserved: ReadonlySet<string>,
  ): KeptHeaders | null;
}

/** Makes them. */
export function createHeaderValues(): HeaderValues {
  const seen = new Map<string, Set<string>>();
  const bounded = (name: string, value: string): string => {
    const values = seen.get(name) ?? new Set();
    seen.set(name, values);
    if (!values.has(value) && values.size >= MAX_VALUES) return OTHER;
    values.add(value);
    return value;
  };
  return {
    kept(filterable, hops, reserved) {
      const kept: [string, string][] = [];
      for (const { name, redact } of filterable) {
        const values = hops.map((headers) => headerValues(headers, name)).find(({ length }) => length > 0);
        if (!values) continue;
        // Repeats are one list (RFC 9110, 5.3), and one call is one in every sum.
        const value = redact ? REDACTED : (redactHeaders([name, values.join(', ')], reserved)[1] as string);
        kept.push([name, bounded(name, value.slice(0, MAX_VALUE))]);
      }
      return kept.length > 0 ? Object.fromEntries(kept) : null;
    },
  };
}
