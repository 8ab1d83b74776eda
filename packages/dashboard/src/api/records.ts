/** Records of calls, sessions and sums, as `/aperture/` tells them. */
import type { EntryJson, RecordJson, SessionJson, ToolRow, UsageRowJson } from '@aperturejs/core';
import { getJson, type Parameters } from './request.ts';

export type { EntryJson, RecordJson, SessionJson, ToolRow, UsageRowJson };

/** A page of records, newest first. */
export interface RecordPage {
  readonly records: readonly RecordJson[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

export interface SessionPage {
  readonly sessions: readonly SessionJson[];
  readonly next: string | null;
}

/** Sums for a span of time. */
export interface Sums<Row> {
  readonly rows: readonly Row[];
  readonly from: string | null;
  readonly to: string | null;
}

export const findRecords = (parameters: Parameters, signal?: AbortSignal): Promise<RecordPage> =>
  getJson('aperture/records', parameters, { signal });

export const findSessions = (parameters: Parameters, signal?: AbortSignal): Promise<SessionPage> =>
  getJson('aperture/sessions', parameters, { signal });

export const getRecord = (id: string, signal?: AbortSignal): Promise<EntryJson> =>
  getJson(`aperture/records/${encodeURIComponent(id)}`, {}, { signal });

export const sumUsage = (parameters: Parameters, signal?: AbortSignal): Promise<Sums<UsageRowJson>> =>
  getJson('aperture/usage', parameters, { signal });

export const sumTools = (parameters: Parameters, signal?: AbortSignal): Promise<Sums<ToolRow>> =>
  getJson('aperture/tools', parameters, { signal });
