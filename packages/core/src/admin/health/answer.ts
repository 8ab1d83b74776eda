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
import { problemJson } from '../config/problems.ts';
import { DATA } from '../data-answer.ts';
import type { Question } from '../question.ts';
import { nothingAsked } from '../record-parameters.ts';
import { timeJson } from '../time.ts';
import type { ProviderFailure, Tally } from './tally.ts';

export async function tellHealth({ running, query }: Question): Promise<RawResponse | Refusal> {
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  const { snapshot, store, tally, audit, exporter, live } = running;
  const body = {
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

function configJson({ config, snapshot }: Running): object {
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

function failureJson({ time, problems }: ConfigFailure): object {
  return { time: timeJson(time), problems: problems.map(problemJson) };
}

function storeJson({ queued, written, droppedRecords, droppedCaptures, failing }: StoreStats): object {
  return {
    queued,
    written,
    dropped_records: droppedRecords,
    dropped_captures: droppedCaptures,
    failing: safe(failing),
  };
}

function exporterJson({ name, enabled, lastExport, exported, waiting, failing }: ExporterStatus): object {
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
function providerJson({ id, name, disabled, models }: Provider, tally: Tally | null): object {
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

function failureOfCall({ time, status, outcome, error }: ProviderFailure): object {
  return { time: timeJson(time), status, outcome, error };
}

/** What a database or a bucket says of itself may quote the URL it was given. */
function safe(text: string | null): string | null {
  return text === null ? null : redactText(text);
}
