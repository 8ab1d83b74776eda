/** An audit log for tests, as the port says and in the plainest way. */
import { GatewayError } from '../errors.ts';
import type { AuditEvent, AuditLog } from '../ports/audit-log.ts';

/** A log, and what it holds. */
export interface MemoryAudit extends AuditLog {
  /** By their ids, in the order of their arrival. */
  readonly events: Map<string, AuditEvent>;
  /** Who looked at what, and whose it was. */
  looks(): readonly { by: string | undefined; what: unknown; whose: string | null; record?: unknown }[];
}

export function memoryAudit(...first: AuditEvent[]): MemoryAudit {
  const events = new Map(first.map((event) => [event.id, event]));
  return {
    events,
    looks: () =>
      [...events.values()]
        .filter(({ action }) => action === 'records.viewed')
        .map(({ actor, target, detail: { what, record } }) => ({
          by: actor?.login,
          what,
          whose: target,
          record,
        })),
    async add(event) {
      events.set(event.id, event);
    },
    async find({ limit, cursor, from = 0, to = Infinity, actor, action, target, text }) {
      const before = cursor === undefined ? null : readCursor(cursor);
      const found = [...events.values()]
        .sort((one, other) => (one.id < other.id ? 1 : -1))
        .filter(
          (event) =>
            (before === null || event.id < before) &&
            event.time >= from &&
            event.time < to &&
            (actor === undefined || event.actor?.login === actor) &&
            (action === undefined || event.action === action) &&
            (target === undefined || event.target === target) &&
            (text === undefined || wordsOf(event).some((word) => word.includes(text.toLowerCase()))),
        );
      const page = found.slice(0, limit);
      return { events: page, next: found.length > limit ? `after:${page.at(-1)!.id}` : null };
    },
  };
}

function wordsOf({ actor, action, target, detail }: AuditEvent): string[] {
  return [actor?.login ?? '', action, target ?? '', JSON.stringify(detail)].map((word) => word.toLowerCase());
}

function readCursor(cursor: string): string {
  const id = /^after:([0-9a-f-]{36})$/.exec(cursor)?.[1];
  if (id === undefined) throw new GatewayError('validation_failed', 'is none that a page ended with');
  return id;
}
