/** Records of calls, sessions and sums, as `/aperture/` tells them. */
import type { EntryJson, RecordJson, UsageRowJson } from '@aperturejs/core';
import { getJson, type Parameters } from './request.ts';

export type { EntryJson, RecordJson, UsageRowJson };

/** A page of records, newest first. */
export interface RecordPage {
  readonly records: readonly RecordJson[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** A conversation of a client. */
export interface SessionJson {
  readonly id: string;
  readonly user: string | null;
  readonly client: string | null;
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly first: string;
  readonly last: string;
  readonly requests: number;
  readonly failed: number;
  readonly usage: Readonly<Record<string, number>>;
  readonly cost: UsageRowJson['cost'];
  readonly unpriced: number;
  readonly tool_calls: number;
  readonly duration_ms: number;
}

export interface SessionPage {
  readonly sessions: readonly SessionJson[];
  readonly next: string | null;
}

export interface Sums {
  readonly rows: readonly UsageRowJson[];
  readonly from: string | null;
  readonly to: string | null;
}

export const findRecords = (parameters: Parameters, signal?: AbortSignal): Promise<RecordPage> =>
  getJson('aperture/records', parameters, { signal });

export const findSessions = (parameters: Parameters, signal?: AbortSignal): Promise<SessionPage> =>
  getJson('aperture/sessions', parameters, { signal });

export const getRecord = (id: string, signal?: AbortSignal): Promise<EntryJson> =>
  getJson(`aperture/records/${encodeURIComponent(id)}`, {}, { signal });

export const sumUsage = (parameters: Parameters, signal?: AbortSignal): Promise<Sums> =>
  getJson('aperture/usage', parameters, { signal });
