import type { DatabaseConfig } from '../schema/data.ts';
import type { FilterableHeader } from '../data-settings.ts';

/** More headers are not kept: each is a row of its own in every sum. */
const MAX_HEADERS = 20;

/** `database.headers.filterable`: names without regard to case, each once. */
export function compileFilterable({ headers }: DatabaseConfig): readonly FilterableHeader[] {
  const known = new Map<string, FilterableHeader>();
  for (const { name, redact_values: redact } of headers.filterable) {
    const lower = name.trim().toLowerCase();
    const isRedacted = redact !== undefined && redact !== null && redact !== false;
    if (lower !== '' && !known.has(lower)) known.set(lower, { name: lower, redact: isRedacted });
  }
  return [...known.values()].slice(0, MAX_HEADERS);
}
