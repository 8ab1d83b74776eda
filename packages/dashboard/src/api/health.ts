/** How the gateway is, as `/aperture/health` tells it. */
import { getJson } from './request.ts';
import type { ConfigProblem } from './config.ts';

export interface ProviderHealth {
  readonly id: string;
  readonly disabled: boolean;
  readonly models: number;
  readonly last_success: string | null;
  readonly last_failure: {
    readonly time: string;
    readonly status: number;
    readonly outcome: string;
    readonly error: string | null;
  } | null;
  /** Null where nobody counts. */
  readonly requests: number | null;
  readonly failed: number | null;
}

export interface ExporterHealth {
  readonly name: string;
  readonly enabled?: boolean;
  readonly last_export: string | null;
  readonly exported?: number;
  readonly waiting?: number | null;
  readonly failing: string | null;
}

export interface Health {
  readonly version: string;
  readonly since: string;
  readonly now: string;
  readonly config: {
    readonly source: string | null;
    readonly loaded_at: string | null;
    readonly writable: boolean;
    readonly reason: string | null;
    /** Why the newest config is not in force. */
    readonly error: { readonly time: string; readonly problems: readonly ConfigProblem[] } | null;
    readonly warnings: readonly ConfigProblem[];
  };
  readonly store: {
    readonly queued: number;
    readonly written: number;
    readonly dropped_records: number;
    readonly dropped_captures: number;
    readonly failing: string | null;
  } | null;
  /** Null where no audit log is kept. */
  readonly audit: { readonly failing: string | null } | null;
  readonly exporters: readonly ExporterHealth[];
  readonly providers: readonly ProviderHealth[];
  readonly listeners: number;
}

export const readHealth = (signal?: AbortSignal): Promise<Health> =>
  getJson('aperture/health', {}, { signal });
