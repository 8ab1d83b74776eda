/** A record as an object holds it (spec/aperture.md 7.7). Field by field: nothing gets out because somebody put it in. */
import { USAGE_NAMES, type CapturedMessage, type Entry, type Usage } from '@aperturejs/core';

/** Of the fields below. */
const VERSION = 2;

/** The names that exports have for formats; other formats go by their own. */
const API_TYPES: Readonly<Record<string, string>> = {
  openai_chat: 'oai_completions',
  openai_responses: 'oai_responses',
  anthropic_messages: 'ant_messages',
};

/** A record, ready to be written as CBOR. */
export interface ExportedRecord {
  readonly id: string;
  readonly version: number;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly identity: {
    readonly login: string;
    readonly stable_node_id: string | null;
    readonly tags: readonly string[];
  } | null;
  readonly client: { readonly name: string; readonly version: string | null };
  readonly provider: string | null;
  readonly model: string | null;
  readonly api_type: string;
  readonly path: string;
  readonly status_code: number;
  readonly outcome: string;
  readonly error: string | null;
  /** Tokens; what is not known is absent. */
  readonly usage: Readonly<Record<string, number>> | null;
  readonly tool_use_count: number;
  readonly estimated_cost: {
    /** A billionth of a dollar each. */
    readonly nano_dollars: number;
    readonly dollars: number;
    readonly basis: string;
  } | null;
  readonly duration_ms: number;
  readonly session_id: string;
  /** Null where nothing was captured. */
  readonly capture_id: string | null;
  readonly capture: {
    readonly request: ExportedMessage;
    readonly response: ExportedMessage | null;
  } | null;
}

/** A captured message. */
export interface ExportedMessage {
  /** Pairs, since names repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  /** Why the body is not whole: `too_large` or `unreadable`. */
  readonly cut: string | null;
}

/** Makes it. */
export function exportedRecord({ record, capture }: Entry): ExportedRecord {
  const { identity, client, cost, usage, answer } = record;
  return {
    id: record.id,
    version: VERSION,
    timestamp: new Date(record.time).toISOString(),
    identity: identity && {
      login: identity.login,
      stable_node_id: identity.node,
      tags: [...identity.tags],
    },
    client: { name: client.name, version: client.version },
    provider: record.provider,
    model: record.model ?? record.modelAsked,
    api_type: API_TYPES[record.format] ?? record.format,
    path: record.path,
    status_code: record.status,
    outcome: record.outcome,
    error: record.error,
    usage: usage && exportedUsage(usage),
    tool_use_count: answer?.toolCalls.count ?? 0,
    estimated_cost: cost && {
      nano_dollars: cost.nanoDollars,
      dollars: cost.nanoDollars / 1e9,
      basis: cost.basis,
    },
    duration_ms: record.timings.total,
    session_id: record.session,
    capture_id: capture ? record.id : null,
    capture: capture && {
      request: exportedMessage(capture.request),
      response: capture.response && exportedMessage(capture.response),
    },
  };
}

function exportedUsage(usage: Usage): Record<string, number> {
  const fields = Object.entries(USAGE_NAMES) as [keyof Usage, string][];
  return Object.fromEntries(
    fields.flatMap(([field, name]) => (usage[field] === undefined ? [] : [[name, usage[field]]])),
  );
}

function exportedMessage({ headers, body, cut }: CapturedMessage): ExportedMessage {
  const pairs: [string, string][] = [];
  for (let i = 0; i < headers.length; i += 2) pairs.push([headers[i] as string, headers[i + 1] as string]);
  return { headers: pairs, body, cut };
}
