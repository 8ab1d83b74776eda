/** What is kept of an exchange: plain values that serialise to JSON. None of them is a credential. */
import type { RefusalCode } from '../errors.ts';
import type { KeptHeaders } from './filterable.ts';
import type { Outcome } from './outcome.ts';
import type { Usage } from './usage.ts';

/** One call, from its arrival to the last byte of its answer. */
export interface CallRecord {
  /** Sorts by time: a UUID of version 7 (RFC 9562), whose time is that of the arrival or later. */
  readonly id: string;
  /** When the request arrived, in milliseconds since the epoch. */
  readonly time: number;
  /** Who called; null where nobody could tell. */
  readonly identity: RecordedIdentity | null;
  readonly client: Client;
  readonly method: string;
  /** As the client wrote it, below the mount path and without its query. */
  readonly path: string;
  /** `openai_responses`, … */
  readonly format: string;
  /** The model that the client named; null where the request did not get so far. */
  readonly modelAsked: string | null;
  /** The model as the provider knows it; null if no provider was found. */
  readonly model: string | null;
  readonly provider: string | null;
  /** Why it went there. */
  readonly route: RecordedRoute | null;
  /** The status that the client was given. */
  readonly status: number;
  readonly outcome: Outcome;
  /** The code of the gateway's own answer; null if the provider answered. */
  readonly refusal: RefusalCode | null;
  /** What the client was told by the gateway, or the vendor's code for an error inside its answer. */
  readonly error: string | null;
  /** The answer came as a stream of events. */
  readonly streamed: boolean;
  /** What the answer told of itself; null if there was none, or nothing to read in it. */
  readonly answer: RecordedAnswer | null;
  /** Null if the vendor told nothing of it. */
  readonly usage: Usage | null;
  /** Null if there is no usage or no price. */
  readonly cost: CallCost | null;
  /** The client's conversation (spec/aperture.md 7.2). */
  readonly session: string;
  readonly sizes: {
    /** Bytes of the request body as it came. */
    readonly request: number;
    /** Bytes of the response body as it went. */
    readonly response: number;
  };
  readonly timings: Timings;
  /** The headers that it is found and summed by, by their names in lower case; absent if it had none of them. */
  readonly headers?: KeptHeaders;
}

/** Who called. */
export interface RecordedIdentity {
  readonly login: string;
  readonly node: string | null;
  readonly tags: readonly string[];
  /** The kind of the source that told. */
  readonly source: string;
}

/** The program that called, told from its `User-Agent`. */
export interface Client {
  /** `codex`, `claude-code`, `gemini-cli`, `opencode`, or the first product of the header; `unknown` without one. */
  readonly name: string;
  readonly version: string | null;
}

/** Which grant, provider and credential decided. */
export interface RecordedRoute {
  /** The grant that opened the model: `grants[2]`. */
  readonly grant: string;
  readonly credential: 'override' | 'passthrough' | 'fallback' | 'none';
  /** The URL without its query, and without what of the provider's own path may be a key. */
  readonly url: string;
}

/** What an answer tells of itself besides its usage. */
export interface RecordedAnswer {
  /** The model that the vendor says it used. */
  readonly model: string | null;
  readonly id: string | null;
  readonly stopReason: string | null;
  readonly toolCalls: { readonly count: number; readonly names: readonly string[] };
  /** Events of a stream, or 1. */
  readonly messages: number;
  /** Why there is no usage, if the answer could not be read; null if it could. */
  readonly unreadable: string | null;
}

/** An estimate of what a call cost. */
export interface CallCost {
  /** A billionth of a US dollar each, as a whole number: sums stay exact. */
  readonly nanoDollars: number;
  /** The price table and the model in it: `anthropic/claude-sonnet-4-5`. */
  readonly basis: string;
  /** Where the prices come from, with its version: `genai-prices 0.1.8`. A later price does not change a record. */
  readonly source: string;
}

/** Milliseconds since the request arrived, with fractions; null for what did not happen. */
export interface Timings {
  /** The body was taken in as far as needed, the call routed, and sending began. */
  readonly sent: number | null;
  /** The provider's response head came. */
  readonly head: number | null;
  /** The first byte of the answer's body came. */
  readonly first: number | null;
  /** The exchange was over. */
  readonly total: number;
  /** The gateway's own share of it: neither the client nor the provider was waited for. */
  readonly own: number;
}
