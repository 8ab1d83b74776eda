/** The port behind which is kept what admins did. */
import type { RecordedIdentity } from '../record/record.ts';

/** Keeps what admins did, and whose records they looked at, and finds it again. */
export interface AuditLog {
  /**
   * Keeps an event; one with the id of an earlier one takes its place. Rejects if it cannot be kept: that is logged, and
   * stops nobody.
   */
  add(event: AuditEvent): Promise<void>;
  /** Events, newest first. Rejects with a `GatewayError` of `validation_failed` for a cursor that it can tell is not its own. */
  find(query: AuditQuery): Promise<AuditPage>;
}

/** Something that an admin did. */
export interface AuditEvent {
  /** Sorts by time: a UUID of version 7 (RFC 9562). */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Who did it; null for what nobody asked the gateway for, such as a config file that changed on the disk. */
  readonly actor: RecordedIdentity | null;
  /** `records.viewed`, `config.saved`, `config.restored`, `config.changed_on_disk`. */
  readonly action: string;
  /** To what: the login whose records were looked at, `*` for everybody's; the name of a config. Null if it has none. */
  readonly target: string | null;
  /** What else is to tell, as JSON has it. Never a secret. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Which events. Fields that are absent do not matter. */
export interface AuditFilter {
  /** Milliseconds since the epoch, the first included and the last not. */
  readonly from?: number;
  readonly to?: number;
  /** The login. */
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  /** Found in actor, action, target, or detail, without regard to case. */
  readonly text?: string;
}

export interface AuditQuery extends AuditFilter {
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}
