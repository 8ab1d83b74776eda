/** What every LLM wire format tells of itself: its endpoints, where the model stands, and how it says no. */
import type { BodyType } from '../body/body-type.ts';
import type { Refusal } from '../errors.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { AnswerFormat } from '../record/answer.ts';

/** The formats, by the names that a provider's `compatibility` uses. */
export type FormatName =
  | 'openai_chat'
  | 'openai_responses'
  | 'anthropic_messages'
  | 'gemini_generate_content'
  | 'google_generate_content'
  | 'google_raw_predict'
  | 'google_code_assist'
  | 'bedrock_model_invoke'
  | 'bedrock_converse';

/** What may stand before an endpoint's path: nothing, `/codex`, or a provider's id. */
export type Prefix = 'none' | 'codex' | 'provider';

/** One path of a format. */
export interface Endpoint {
  /** Segments split by `/`. `{name}` takes a whole segment and `{model}:verb` the part before a segment's last colon. */
  readonly path: string;
  readonly after: readonly Prefix[];
  /** Default `POST`. */
  readonly methods?: readonly string[];
  /**
   * Where the model stands: by default in the path if it has a `{model}`, else in the body. `none`: the endpoint is about
   * what the provider keeps (files, batches), whatever the model, so the provider must stand in the path. `account`: it is
   * about the caller's own account, at a provider that takes the caller's own credential. `query`, of WebSockets only: the
   * query names it, for as long as the socket is open.
   */
  readonly model?: 'none' | 'account' | 'query';
  /** What a body that names the model may be written in; default JSON. */
  readonly bodies?: readonly BodyType[];
}

/** How a family of clients is told of a refusal. */
export interface Dialect {
  /** The response body as a value, and headers that go with it. */
  write(refusal: Refusal): { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };
}

/** One LLM wire API. */
export interface Format {
  /** For a format of its own the name of its flag. */
  readonly name: string;
  /** A provider with one of these `compatibility` flags serves it. */
  readonly flags: readonly FormatName[];
  readonly dialect: Dialect;
  readonly endpoints: readonly Endpoint[];
  /** The event by which a stream tells that it failed, for a stream that the gateway ends; absent where there is none. */
  readonly failureEvent?: (refusal: Refusal, headers: HeaderList) => string;
  /** What a record learns from its answers. */
  readonly answers: AnswerFormat;
  /** Where it is spoken over a WebSocket. These paths have no segment in braces, and the model stands in each message. */
  readonly sockets?: readonly Endpoint[];
  /** How `/v1/models` names the format's main endpoint under `supported_endpoints` (spec/aperture.md 3.7). */
  readonly advertised?: string;
  /** The gateway's own prefix of the path, which providers do not know: `/bedrock`. */
  readonly ownPrefix?: string;
}

/** The two places where most endpoints are found. */
export const ANYWHERE: readonly Prefix[] = ['none', 'provider'];
