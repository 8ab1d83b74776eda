/** What every LLM wire format tells of itself: its endpoints, where the model stands, and how it says no. */
import type { Refusal } from '../errors.ts';

/** The formats, by the names that a provider's `compatibility` uses. */
export type FormatName =
  | 'openai_chat'
  | 'openai_responses'
  | 'anthropic_messages'
  | 'gemini_generate_content'
  | 'google_generate_content'
  | 'google_raw_predict'
  | 'bedrock_model_invoke'
  | 'bedrock_converse';

/** One method and path of a format. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /**
   * The path, segments split by `/`. `{name}` takes one segment whole; `{model}:verb` and the like take the part of a
   * segment before its last colon. `{model}` is where the model stands; a path without it has the model in the body.
   */
  readonly path: string;
  /** The base URLs that clients use ahead of it: `root` for none, `codex` for `/codex`, `provider` for `/<provider-id>`. */
  readonly under: readonly ('root' | 'codex' | 'provider')[];
}

/** How a family of clients is told of a refusal. */
export interface Dialect {
  /** The response body as a value, and headers that go with it. */
  write(refusal: Refusal): { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };
}

/** One LLM wire API. */
export interface Format {
  readonly name: FormatName;
  readonly dialect: Dialect;
  readonly endpoints: readonly Endpoint[];
  /** The endpoints that `/v1/models` names as `supported_endpoints` for a model served in this format (spec 3.7). */
  readonly advertises: string;
}
