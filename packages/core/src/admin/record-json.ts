/**
 * Records as the API, exports and pages write them: in snake case, times as RFC 3339, durations in milliseconds.
 * Field by field, so that nothing gets out because somebody put it in.
 */
import type { CapturedMessage } from '../record/captured.ts';
import type { CallCost, CallRecord, RecordedAnswer, RecordedIdentity, Timings } from '../record/record.ts';
import type { Entry } from '../ports/records.ts';
import { moneyJson, usageJson, type MoneyJson, type UsageJson } from './sums-json.ts';
import { timeJson } from './time.ts';

/** A record (docs/reference/api.md). */
export interface RecordJson {
  readonly id: string;
  readonly time: string;
  readonly identity: IdentityJson | null;
  readonly client: CallRecord['client'];
  readonly method: string;
  readonly path: string;
  readonly format: string;
  readonly provider: string | null;
  /** The client's name for it, the provider's, and what the answer says. */
  readonly model: {
    readonly asked: string | null;
    readonly served: string | null;
    readonly answered: string | null;
  };
  readonly route: CallRecord['route'];
  readonly status: number;
  readonly outcome: string;
  readonly refusal: string | null;
  readonly error: string | null;
  readonly streamed: boolean;
  readonly answer: AnswerJson | null;
  readonly usage: UsageJson | null;
  readonly cost: (MoneyJson & Pick<CallCost, 'basis' | 'source'>) | null;
  readonly session: string;
  readonly sizes: { readonly request_bytes: number; readonly response_bytes: number };
  readonly timings: TimingsJson;
}

/** Who called, or did something. */
export type IdentityJson = RecordedIdentity;

/** What an answer tells of itself. */
export interface AnswerJson {
  readonly id: string | null;
  readonly stop_reason: string | null;
  readonly tool_calls: RecordedAnswer['toolCalls'];
  readonly messages: number;
  readonly unreadable: string | null;
}

/** Milliseconds since the request arrived, but for the gateway's own share; null for what did not happen. */
export interface TimingsJson {
  readonly queue_ms: number | null;
  readonly upstream_head_ms: number | null;
  readonly first_event_ms: number | null;
  readonly total_ms: number;
  readonly gateway_ms: number;
}

/** A record with its capture. */
export interface EntryJson extends RecordJson {
  readonly capture: { readonly request: MessageJson; readonly response: MessageJson | null } | null;
}

/** A captured message. */
export interface MessageJson {
  /** Pairs, since names repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  readonly cut: string | null;
}

/** Writes a record. */
export function recordJson(record: CallRecord): RecordJson {
  const { identity, client, route, answer, usage, cost, sizes } = record;
  return {
    id: record.id,
    time: timeJson(record.time),
    identity: identity && identityJson(identity),
    client: { name: client.name, version: client.version },
    method: record.method,
    path: record.path,
    format: record.format,
    provider: record.provider,
    model: { asked: record.modelAsked, served: record.model, answered: answer?.model ?? null },
    route: route && { grant: route.grant, credential: route.credential, url: route.url },
    status: record.status,
    outcome: record.outcome,
    refusal: record.refusal,
    error: record.error,
    streamed: record.streamed,
    answer: answer && answerJson(answer),
    usage: usage && usageJson(usage),
    cost: cost && { ...moneyJson(cost.nanoDollars), basis: cost.basis, source: cost.source },
    session: record.session,
    sizes: { request_bytes: sizes.request, response_bytes: sizes.response },
    timings: timingsJson(record.timings),
  };
}

/** Writes an identity. */
export function identityJson({ login, node, tags, source }: RecordedIdentity): IdentityJson {
  return { login, node, tags, source };
}

/** Writes a record with its capture. */
export function entryJson({ record, capture }: Entry): EntryJson {
  return {
    ...recordJson(record),
    capture: capture && {
      request: messageJson(capture.request),
      response: capture.response && messageJson(capture.response),
    },
  };
}

function answerJson({ id, stopReason, toolCalls, messages, unreadable }: RecordedAnswer): AnswerJson {
  return {
    id,
    stop_reason: stopReason,
    tool_calls: { count: toolCalls.count, names: toolCalls.names },
    messages,
    unreadable,
  };
}

function timingsJson({ sent, head, first, total, own }: Timings): TimingsJson {
  return {
    queue_ms: sent,
    upstream_head_ms: head,
    first_event_ms: first,
    total_ms: total,
    gateway_ms: own,
  };
}

function messageJson({ headers, body, cut }: CapturedMessage): MessageJson {
  const pairs: [string, string][] = [];
  for (let i = 0; i < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as string]);
  return { headers: pairs, body, cut };
}
