/**
 * Records and sums as the API, exports and pages write them: in snake case, times as RFC 3339, durations in milliseconds.
 * Field by field, so that nothing gets out because somebody put it in.
 */
import type { CapturedMessage } from '../record/captured.ts';
import type { CallCost, CallRecord, RecordedAnswer, RecordedIdentity, Timings } from '../record/record.ts';
import type { Entry } from '../ports/record-store.ts';
import type { UsageRow } from '../ports/roll-ups.ts';
import type { Session } from '../ports/sessions.ts';
import { USAGE_NAMES, type Usage } from '../record/usage.ts';

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

/** Tokens, under the names of {@link USAGE_NAMES}; what is not known is absent. */
export type UsageJson = Readonly<Record<string, number>>;

/** Dollars as an exact decimal, beside the whole number that they are kept as. */
export interface MoneyJson {
  readonly nano_dollars: number;
  /** `0.001234567`. */
  readonly dollars: string;
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

/** One row of sums. */
export interface UsageRowJson {
  readonly key: UsageRow['key'];
  readonly requests: number;
  readonly failed: number;
  readonly usage: UsageJson;
  readonly cost: MoneyJson;
  readonly unpriced: number;
  readonly duration_ms: number;
}

/** A session. */
export interface SessionJson {
  readonly id: string;
  readonly user: string | null;
  readonly client: string;
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly first: string;
  readonly last: string;
  readonly requests: number;
  readonly failed: number;
  readonly usage: UsageJson;
  readonly cost: MoneyJson;
  readonly unpriced: number;
  readonly tool_calls: number;
  readonly duration_ms: number;
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

/** Writes a row of sums. */
export function usageRowJson(row: UsageRow): UsageRowJson {
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

/** Writes a session. */
export function sessionJson(session: Session): SessionJson {
  return {
    id: session.id,
    user: session.user === '' ? null : session.user,
    client: session.client,
    models: session.models,
    providers: session.providers,
    first: timeJson(session.first),
    last: timeJson(session.last),
    requests: session.requests,
    failed: session.failed,
    usage: usageJson(session.usage),
    cost: moneyJson(session.nanoDollars),
    unpriced: session.unpriced,
    tool_calls: session.toolCalls,
    duration_ms: session.duration,
  };
}

/** Writes a time; null if there is none. */
export function timeJson(time: number): string;
export function timeJson(time: number | undefined): string | null;
export function timeJson(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

/** Writes money. As decimals of a float, sums of small amounts would not add up. */
export function moneyJson(nanoDollars: number): MoneyJson {
  const digits = BigInt(Math.abs(nanoDollars)).toString().padStart(10, '0');
  const sign = nanoDollars < 0 ? '-' : '';
  return { nano_dollars: nanoDollars, dollars: `${sign}${digits.slice(0, -9)}.${digits.slice(-9)}` };
}

function usageJson(usage: Usage): UsageJson {
  const fields = Object.entries(USAGE_NAMES) as [keyof Usage, string][];
  return Object.fromEntries(
    fields.flatMap(([field, name]) => (usage[field] === undefined ? [] : [[name, usage[field]]])),
  );
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
