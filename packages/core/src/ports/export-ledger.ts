/** What a record store remembers for exporters. */
import type { Entry } from './records.ts';

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
