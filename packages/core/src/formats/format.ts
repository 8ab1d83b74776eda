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

/** What may stand before an endpoint's path: nothing, `/codex`, or a provider's id. */
export type Prefix = 'none' | 'codex' | 'provider';

/** One path of a format; all of them take `POST`. */
export interface Endpoint {
  /**
   * Segments split by `/`. `{name}` takes a whole segment and `{model}:verb` the part before a segment's last colon.
   * A path without `{model}` has the model in the body.
   */
  readonly path: string;
  readonly after: readonly Prefix[];
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
  /** How `/v1/models` names the format's main endpoint under `supported_endpoints` (spec/aperture.md 3.7). */
  readonly advertised: string;
  /** The gateway's own prefix of the path, which providers do not know: `/bedrock`. */
  readonly ownPrefix?: string;
}

/** The two places where most endpoints are found. */
export const ANYWHERE: readonly Prefix[] = ['none', 'provider'];
