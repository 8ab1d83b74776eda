/** Records and sums as the API, exports and pages write them. */
import type { Capture, CapturedMessage } from '../record/captured.ts';
import type { CallRecord } from '../record/record.ts';
import type { UsageRow } from '../record/store.ts';
import { USAGE_NAMES, type Usage } from '../record/usage.ts';

/** A record in snake case. Times are RFC 3339, durations milliseconds, and money is exact. */
export function recordJson(record: CallRecord): Record<string, unknown> {
  const { identity, client, route, answer, cost, sizes, timings } = record;
  return {
    id: record.id,
    time: new Date(record.time).toISOString(),
    identity,
    client,
    method: record.method,
    path: record.path,
    format: record.format,
    provider: record.provider,
    model: { asked: record.modelAsked, served: record.model, answered: answer?.model ?? null },
    route,
    status: record.status,
    outcome: record.outcome,
    refusal: record.refusal,
    error: record.error,
    streamed: record.streamed,
    answer: answer && {
      id: answer.id,
      stop_reason: answer.stopReason,
      tool_calls: answer.toolCalls,
      unreadable: answer.unreadable,
    },
    usage: record.usage && usageJson(record.usage),
    cost: cost && { ...moneyJson(cost.nanoDollars), basis: cost.basis, source: cost.source },
    session: record.session,
    sizes: { request_bytes: sizes.request, response_bytes: sizes.response },
    timings: {
      queue_ms: timings.sent,
      upstream_head_ms: timings.head,
      first_event_ms: timings.first,
      total_ms: timings.total,
      gateway_ms: timings.own,
    },
  };
}

/** A capture: headers as pairs, since names repeat. */
export function captureJson({ request, response }: Capture): Record<string, unknown> {
  return { request: messageJson(request), response: response && messageJson(response) };
}

function messageJson({ headers, body, cut }: CapturedMessage): Record<string, unknown> {
  const pairs: [string, string][] = [];
  for (let i = 0; i < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as string]);
  return { headers: pairs, body, cut };
}

/** One row of sums. */
export function usageRowJson(row: UsageRow): Record<string, unknown> {
  return {
    key: row.key,
    requests: row.requests,
    failed: row.failed,
    usage: usageJson(row.usage),
    cost: moneyJson(row.nanoDollars),
    unpriced: row.unpriced,
    duration_ms: row.duration,
  };
}

/** The fields that are told, under their public names. */
export function usageJson(usage: Usage): Record<string, number> {
  const fields = Object.entries(USAGE_NAMES) as [keyof Usage, string][];
  return Object.fromEntries(
    fields.flatMap(([field, name]) => (usage[field] === undefined ? [] : [[name, usage[field]]])),
  );
}

/** Dollars as an exact decimal, beside the whole number that they are kept as. */
export function moneyJson(nanoDollars: number): { readonly nano_dollars: number; readonly dollars: string } {
  const digits = String(nanoDollars).padStart(10, '0');
  return { nano_dollars: nanoDollars, dollars: `${digits.slice(0, -9)}.${digits.slice(-9)}` };
}
