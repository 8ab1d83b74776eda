/** The port behind which records are kept. packages/store implements it. */
import type { DatabaseSettings } from '../config/data-settings.ts';
import type { AuditLog } from './audit-log.ts';
import type { ConfigHistory } from './config-history.ts';
import type { ExportLedger } from './export-ledger.ts';
import type { Entry, RecordPage, RecordQuery } from './records.ts';
import type { ToolQuery, ToolRow, UsageQuery, UsageRow } from './roll-ups.ts';
import type { SessionPage, SessionQuery } from './sessions.ts';

/**
 * Keeps records, and finds them again: those too that were added a moment before it is asked, unless it is behind or cannot write.
 * Whoever hears of a call from the live stream asks at once.
 */
export interface RecordStore {
  /**
   * Takes an entry and returns at once: it is written later, many in one transaction. Never throws. What there is no room
   * for is dropped, captures before records and the oldest first, and counted.
   */
  add(entry: Entry): void;
  /** Records, newest first. Rejects with a `GatewayError` of `validation_failed` for a cursor that it can tell is not its own. */
  find(query: RecordQuery): Promise<RecordPage>;
  /** One record with its capture, if that is still kept. */
  get(id: string): Promise<Entry | null>;
  /** Conversations, those with the latest call first. Rejects as `find` does. */
  sessions(query: SessionQuery): Promise<SessionPage>;
  /** Sums over records, from hourly roll-ups. */
  usage(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** Calls of tools, from hourly roll-ups. */
  tools(query: ToolQuery): Promise<readonly ToolRow[]>;
  /** Where what admins did is kept beside the records, if it is. */
  readonly audit?: AuditLog;
  /** What a config that comes into force says of how long and how much is kept. Returns at once. */
  configure?(settings: DatabaseSettings): void;
  /** For exporters; absent in a store that remembers nothing of exports. */
  readonly exports?: ExportLedger;
  /** What the config was. Absent: nobody remembers. */
  readonly configs?: ConfigHistory;
  /** How it is, for metrics and health. */
  stats(): StoreStats;
  /** Resolves when all that was taken so far is written or dropped. */
  flush(): Promise<void>;
  /** Flushes and lets go of the database. */
  close(): Promise<void>;
}

export interface StoreStats {
  readonly queued: number;
  readonly written: number;
  readonly droppedRecords: number;
  readonly droppedCaptures: number;
  /** Why the last write failed; null if it did not. */
  readonly failing: string | null;
}
