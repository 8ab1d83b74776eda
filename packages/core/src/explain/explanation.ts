/** What is asked of a decision, and what is told of it. */
import type { Credential } from '../credentials/credential.ts';

/** The source of an identity that a question made up. */
export const NAMED_BY_QUESTION = 'question';

/** A request to explain. */
export interface Question {
  /** The login to ask for, such as `alice@example.com`. */
  readonly as: string;
  /** A tagged device's tags. */
  readonly tags?: readonly string[];
  /** The groups of the login, as grants write them. */
  readonly groups?: readonly string[];
  /** Default `POST`, or `GET` where the path takes no other. */
  readonly method?: string;
  /** The client asks for a WebSocket; so it does too if the headers say so. */
  readonly websocket?: boolean;
  /** Path and query: `/codex/responses`. */
  readonly path: string;
  /** The `model` that the body would hold, or the message on a WebSocket. */
  readonly model?: string;
  /**
   * Headers the client would send. None of their values is told, but for a `host` that is no name of the gateway's: a web page may
   * be behind the request. Without headers it is assumed that the client sends a credential of its own.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The steps of a decision, in plain values that serialise to JSON. Holds no credential. */
export interface Explanation {
  /** `forward` to a provider, `answer` by the gateway itself, or `refuse`. */
  readonly decision: 'forward' | 'answer' | 'refuse';
  readonly steps: readonly { readonly step: string; readonly detail: string }[];
  /** Where it would go. */
  readonly forward?: Forward;
  /** What the client would be told. */
  readonly refusal?: { readonly status: number; readonly code: string; readonly message: string };
}

/** Where a request would go. */
export interface Forward {
  readonly provider: string;
  /** The model as the provider knows it; absent where the request is about none. */
  readonly model?: string;
  /** Without its query, and without what of the provider's own path may be a key. */
  readonly url: string;
  readonly credential: Credential['kind'];
  /** The grant that opened the model. */
  readonly grant?: string;
}
