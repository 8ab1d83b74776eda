/** The port behind which records are kept. packages/store implements it. */
import type { AuditLog, ConfigHistory } from '../ports.ts';
import type { DatabaseSettings } from '../config/snapshot.ts';
import type { CallRecord } from './record.ts';
import type { Capture } from './captured.ts';
import type { Usage } from './usage.ts';

/** A record, and what was captured beside it. */
export interface Entry {
  readonly record: CallRecord;
  readonly capture: Capture | null;
}

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

/**
 * Remembers which records were exported. Ids tell when calls *arrived*, and records are written when they are *over*: a
 * cursor would pass over those of long calls, so each record bears a mark.
 */
export interface ExportLedger {
  /**
   * Begins an export, for one exporter alone: null if the last one is not long enough ago, or another exporter on the same
   * database has one under way.
   */
  begin(request: ExportRequest): Promise<ExportTicket | null>;
  /** Entries that wait, by their ids; after a given one. Few at a time, and one at least if there are any. */
  read(query: { readonly after: string | null; readonly count: number }): Promise<readonly Entry[]>;
  /**
   * Marks records as exported and ends the export.
   *
   * @returns false if it took too long and the ticket has lapsed: nothing was marked, and the records will be exported again
   */
  finish(ticket: ExportTicket, ids: readonly string[], more: boolean): Promise<boolean>;
  /** Ends an export of which nothing came: another may begin at once. */
  abandon(ticket: ExportTicket): Promise<void>;
  /** Counts what waits, up to 100,000. */
  status(): Promise<{ readonly waiting: number; readonly lastExport: number | null }>;
}

/** When an export may begin. */
export interface ExportRequest {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds since the last export, unless that one left records behind. */
  readonly every: number;
  /** Milliseconds until it counts as failed. */
  readonly lease: number;
}

/** An export under way. */
export interface ExportTicket {
  readonly token: string;
  /** The name of its object: seconds since the epoch, later than in every name before. */
  readonly unix: number;
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

/** Which sessions. Fields that are absent do not matter. */
export interface SessionFilter {
  /** Milliseconds since the epoch. A session is found if it was under way at any time between: `from` included, `to` not. */
  readonly from?: number;
  readonly to?: number;
  /** The login. */
  readonly user?: string;
  /** A model that served one of its calls, as the provider knows it or with the provider in front: `openai/gpt-5`. */
  readonly model?: string;
  readonly provider?: string;
  readonly client?: string;
  /** The id, as records have it: of each user who sent it. */
  readonly session?: string;
  /** True for sessions with a call that did not complete, false for those without. */
  readonly failed?: boolean;
  /** Found in login, id, client, or the models and providers, without regard to case. */
  readonly text?: string;
}

export interface SessionQuery extends SessionFilter {
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface SessionPage {
  readonly sessions: readonly Session[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** The calls of one user under one session id. Two users who send the same id have two sessions. */
export interface Session {
  /** As records have it. */
  readonly id: string;
  /** The login; empty where nobody could tell who called. */
  readonly user: string;
  /** The program that began it. */
  readonly client: string;
  /** Those that served it, as the providers know them, in the order of the alphabet and up to {@link MAX_SEEN}. */
  readonly models: readonly string[];
  readonly providers: readonly string[];
  /** When its first call arrived, and when its last, in milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  readonly requests: number;
  /** Of them, those that did not complete. */
  readonly failed: number;
  readonly usage: Usage;
  /** Of those that have a cost. */
  readonly nanoDollars: number;
  /** Requests with usage and without a price. */
  readonly unpriced: number;
  /** Tools that models asked for. */
  readonly toolCalls: number;
  /** Milliseconds of all its calls, summed. */
  readonly duration: number;
}

/** Models, and providers, that a session tells of at most. */
export const MAX_SEEN = 50;

/** What sums are told apart by; by the value of a header only where the query names it. */
export type UsageKey = 'user' | 'model' | 'provider' | 'client' | 'outcome' | 'header' | 'hour' | 'day';

/** Which sums. Only what a roll-up knows can be asked for. */
export interface UsageQuery extends Pick<
  RecordFilter,
  'from' | 'to' | 'user' | 'model' | 'provider' | 'client' | 'header'
> {
  readonly by: readonly UsageKey[];
}

export interface UsageRow {
  /** A value for each key asked for; hours and days as the ISO time of their beginning in UTC. */
  readonly key: Readonly<Partial<Record<UsageKey, string>>>;
  readonly requests: number;
  /** Of them, those that did not complete. */
  readonly failed: number;
  readonly usage: Usage;
  /** Of those that have a cost. */
  readonly nanoDollars: number;
  /** Requests with usage and without a price: they cost something, and nobody knows what. */
  readonly unpriced: number;
  /** Milliseconds, summed. */
  readonly duration: number;
}

/** What calls of tools are told apart by. */
export type ToolKey = 'tool' | 'user' | 'model' | 'client' | 'hour' | 'day';

/** Which calls of tools. Fields that are absent do not matter. */
export interface ToolQuery extends Pick<RecordFilter, 'from' | 'to' | 'user' | 'model' | 'client'> {
  readonly by: readonly ToolKey[];
  readonly tool?: string;
}

/**
 * Calls of tools. Names are text that models wrote: a store keeps their first 100 characters, and 200 different ones of a user
 * in an hour. What is beyond, and what an answer had beyond the names that its record tells, is `(other)`.
 */
export interface ToolRow {
  /** A value for each key asked for; hours and days as the ISO time of their beginning in UTC. */
  readonly key: Readonly<Partial<Record<ToolKey, string>>>;
  readonly calls: number;
  /** Requests whose answers had such a call. */
  readonly requests: number;
}

export interface StoreStats {
  readonly queued: number;
  readonly written: number;
  readonly droppedRecords: number;
  readonly droppedCaptures: number;
  /** Why the last write failed; null if it did not. */
  readonly failing: string | null;
}
