/** Records of calls, as a record store tells of them. */
import type { Capture } from '../record/captured.ts';
import type { CallRecord } from '../record/record.ts';

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
