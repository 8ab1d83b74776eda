/** Puts what was written down since into a list of events. */
import type { AuditEvent } from '../../api/audit.ts';

/**
 * The rows with the events of the first page, or null if there may be some between the two. Events change: looks at the
 * same are one event that counts them.
 *
 * @param rows newest first
 * @param page the first page as it is now
 * @param isAll no page follows on it
 */
export function withLatest(
  rows: readonly AuditEvent[],
  page: readonly AuditEvent[],
  isAll: boolean,
): readonly AuditEvent[] | null {
  if (isAll) return page;
  const known = new Set(rows.map(({ id }) => id));
  if (!page.some(({ id }) => known.has(id))) return null;
  const told = new Set(page.map(({ id }) => id));
  return [...page, ...rows.filter(({ id }) => !told.has(id))];
}
