/** The port behind which records are kept. packages/store implements it. */
import type { DatabaseSettings } from '../config/data-settings.ts';
import type { Capture } from '../record/captured.ts';
import type { CallRecord } from '../record/record.ts';
import type { AuditLog } from './audit-log.ts';
import type { ConfigHistory } from './config-history.ts';
import type { ExportLedger } from './export-ledger.ts';
import type { ToolQuery, ToolRow, UsageQuery, UsageRow } from './roll-ups.ts';
import type { SessionPage, SessionQuery } from './sessions.ts';

/** Keeps records, and finds them again. */
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

/** A record, and what was captured beside it. */
export interface Entry {
  readonly record: CallRecord;
  readonly capture: Capture | null;
}

/** Which records. Fields that are absent do not matter. */
export interface RecordFilter {
  /** Milliseconds since the epoch, the first included and the last not. */
  readonly from?: number;
  readonly to?: number;
  /** The login. */
  readonly user?: string;
  /** The model as the provider knows it, or as it was asked for. */
  readonly model?: string;
  readonly provider?: string;
  readonly client?: string;
  readonly status?: number;
  readonly outcome?: string;
  readonly session?: string;
  readonly header?: HeaderFilter;
  /** Found in login, model, provider, session, path, or error, without regard to case. */
  readonly text?: string;
}

/** A header that a call must have had. */
export interface HeaderFilter {
  /** In lower case. */
  readonly name: string;
  /** As it was kept; absent for any. */
  readonly value?: string;
}

export interface RecordQuery extends RecordFilter {
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface RecordPage {
  readonly records: readonly CallRecord[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

export interface StoreStats {
  readonly queued: number;
  readonly written: number;
  readonly droppedRecords: number;
  readonly droppedCaptures: number;
  /** Why the last write failed; null if it did not. */
  readonly failing: string | null;
}
