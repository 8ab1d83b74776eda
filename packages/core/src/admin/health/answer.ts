/** `GET /aperture/health`: how the gateway is, for admins. */
import type { ConfigFailure } from '../../config/status.ts';
import type { Provider } from '../../config/snapshot.ts';
import type { Refusal } from '../../errors.ts';
import type { ExporterStatus } from '../../ports/exporter.ts';
import { redactText } from '../../record/redact.ts';
import type { StoreStats } from '../../ports/record-store.ts';
import { jsonAnswer } from '../../relay/answer.ts';
import type { Running } from '../../running.ts';
import { VERSION } from '../../version.ts';
import type { RawResponse } from '../../wire/raw.ts';
import { problemJson, type ProblemJson } from '../config/problems.ts';
import { DATA } from '../data-answer.ts';
import type { Question } from '../question.ts';
import { nothingAsked } from '../record-parameters.ts';
import { timeJson } from '../time.ts';
import type { ProviderFailure, Tally } from './tally.ts';

/** How the gateway is (docs/reference/api.md). */
export interface HealthJson {
  readonly version: string;
  readonly since: string;
  readonly now: string;
  readonly config: {
    readonly source: string;
    readonly loaded_at: string | null;
    readonly writable: boolean;
    readonly reason: string | null;
    /** Why the newest config is not in force. */
    readonly error: { readonly time: string; readonly problems: readonly ProblemJson[] } | null;
    readonly warnings: readonly ProblemJson[];
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
  readonly exporters: readonly ExporterHealthJson[];
  readonly providers: readonly ProviderHealthJson[];
  readonly listeners: number;
}

/** How an exporter is. */
export interface ExporterHealthJson {
  readonly name: string;
  readonly enabled: boolean;
  readonly last_export: string | null;
  readonly exported: number;
  readonly waiting: number | null;
  readonly failing: string | null;
}

/** How a provider is. */
export interface ProviderHealthJson {
  readonly id: string;
  readonly name: string;
  readonly disabled: boolean;
  readonly models: number;
  /** Null where nobody counts. */
  readonly requests: number | null;
  readonly failed: number | null;
  readonly last_success: string | null;
  readonly last_failure: {
    readonly time: string;
    readonly status: number;
    readonly outcome: string;
    readonly error: string | null;
  } | null;
}

export async function tellHealth({ running, query }: Question): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const { snapshot, store, tally, audit, exporter, live } = running;
  const body: HealthJson = {
    version: VERSION,
    since: timeJson(tally.since),
    now: timeJson(Date.now()),
    config: configJson(running),
    store: store && storeJson(store.stats()),
    audit: audit && { failing: safe(audit.failing) },
    exporters: exporter ? [exporterJson(exporter.status())] : [],
    providers: [...snapshot.providers.values()].map((provider) =>
      providerJson(provider, running.isCounted ? tally : null),
    ),
    listeners: live.count,
  };
  return jsonAnswer(200, body, DATA);
}

function configJson({ config, snapshot }: Running): HealthJson['config'] {
  const { source, loadedAt, writable, reason, failure } = config.status();
  return {
    source,
    loaded_at: timeJson(loadedAt ?? undefined),
    writable,
    reason,
    error: failure && failureJson(failure),
    warnings: snapshot.warnings.map(problemJson),
  };
}

function failureJson({ time, problems }: ConfigFailure): HealthJson['config']['error'] {
  return { time: timeJson(time), problems: problems.map(problemJson) };
}

function storeJson({
  queued,
  written,
  droppedRecords,
  droppedCaptures,
  failing,
}: StoreStats): HealthJson['store'] {
  return {
    queued,
    written,
    dropped_records: droppedRecords,
    dropped_captures: droppedCaptures,
    failing: safe(failing),
  };
}

function exporterJson({
  name,
  enabled,
  lastExport,
  exported,
  waiting,
  failing,
}: ExporterStatus): ExporterHealthJson {
  return {
    name,
    enabled,
    last_export: timeJson(lastExport ?? undefined),
    exported,
    waiting,
    failing: safe(failing),
  };
}

/** @param tally null if nobody counts */
function providerJson({ id, name, disabled, models }: Provider, tally: Tally | null): ProviderHealthJson {
  const counted = tally?.of(id);
  const failure = counted?.lastFailure ?? null;
  return {
    id,
    name,
    disabled,
    models: models.length,
    requests: counted?.requests ?? null,
    failed: counted?.failed ?? null,
    last_success: timeJson(counted?.lastSuccess ?? undefined),
    last_failure: failure && failureOfCall(failure),
  };
}

function failureOfCall({
  time,
  status,
  outcome,
  error,
}: ProviderFailure): ProviderHealthJson['last_failure'] {
  return { time: timeJson(time), status, outcome, error };
}

/** What a database or a bucket says of itself may quote the URL it was given. */
function safe(text: string | null): string | null {
  return text === null ? null : redactText(text);
}
