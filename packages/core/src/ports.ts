/** What the gateway needs from outside and does not do itself. Each port has an implementation in packages/node. */
import type { CostBasis, S3Settings } from './config/snapshot.ts';
import type { Refusal } from './errors.ts';
import type { CallRecord, RecordedIdentity } from './record/record.ts';
import type { ByteSource } from './wire/byte-source.ts';
import type { HeaderList } from './wire/header-list.ts';

/** Carries a request to a provider. */
export interface Transport {
  /** Starts the exchange. Errors come through `response` as `GatewayError`. */
  send(request: UpstreamRequest): UpstreamExchange;
  /** Ends idle connections and waits for none. */
  close?(): Promise<void>;
}

/** A request for a provider, complete: the transport adds `host` and framing and nothing else. */
export interface UpstreamRequest {
  readonly method: string;
  /** The provider's origin, as the config has it: `https://api.openai.com`. */
  readonly origin: string;
  /** Path and query, as they go on the request line. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | ByteSource | null;
  /** The deadlines of this exchange in milliseconds; 0 is none. */
  readonly deadlines: Deadlines;
}

/** Milliseconds; 0 means no limit. */
export interface Deadlines {
  /** Until the connection to the provider stands, name lookup and TLS included. */
  readonly connect: number;
  /** From the last byte of the request until the provider's response head. */
  readonly firstByte: number;
  /** Between two chunks of the response body, counted on wire bytes. */
  readonly idle: number;
  /** From start to end of the exchange. */
  readonly total: number;
}

/** An exchange under way. */
export interface UpstreamExchange {
  /** The response head, once it is there; 1xx answers are not shown. Redirects are answers like any other. */
  readonly response: Promise<UpstreamResponse>;
  /** Ends the exchange at whatever stage it is and frees its connection. The response rejects or its body fails. */
  cancel(reason?: Error): void;
}

/** A provider's answer as it came. */
export interface UpstreamResponse {
  readonly status: number;
  readonly statusText: string;
  /** As on the wire, hop-by-hop headers included: the relay removes them. */
  readonly headers: HeaderList;
  readonly body: ByteSource;
}

/** Who calls. */
export interface Identity {
  /** The login name, such as `alice@example.com`; a tagged device's sorted tags joined with `,`; `(loopback)`. */
  readonly login: string;
  /** The stable id of the caller's device or key, where the source knows one. */
  readonly node?: string;
  /** A tagged device's tags, sorted: `['tag:api', 'tag:prod']`. */
  readonly tags: readonly string[];
  /** The groups the source knows of, written as grants write them: `group:engineering` or a group's e-mail address. */
  readonly groups: readonly string[];
  /** A name for people. */
  readonly displayName?: string;
  /** The kind of the source that told: `tailscale`, `header`, `key`, `jwt`, `loopback`, or a host's own word. */
  readonly source: string;
  /**
   * Capabilities that came with the identity (a tailnet policy file's grants), by capability name, as received. Those
   * under `tailscale.com/cap/aperture` count like grants of the config.
   */
  readonly capabilities?: Readonly<Record<string, readonly unknown[]>>;
}

/** What a face knows of a request that the Request does not say. */
export interface RequestContext {
  /** The peer's address, without brackets or zone. */
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** Stands for the connection: the same object for each request on it, and another for every other connection. */
  readonly connection?: object | undefined;
  /** The path under which the gateway is mounted, such as `/ai`; it is cut off before routing. Adds to `server.base_path`. */
  readonly basePath?: string;
  /** Who calls, where the host application has found out already. No source is asked then. */
  readonly identity?: Identity;
}

/** What an identity source may look at. */
export interface Caller {
  readonly headers: HeaderList;
  /** The host that the request names: the `Host` header or `:authority`, with its port. */
  readonly host: string | undefined;
  /** The peer of the connection. */
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** The same object for each request on the connection; undefined if the face knows none. */
  readonly connection?: object | undefined;
  /** The client's address, where the peer is one of `server.trusted_proxies` and forwarded the request. */
  readonly forwardedFor?: string | undefined;
}

/**
 * What a source says: an identity; null for "not mine, ask the next"; or a refusal that ends the search, for a
 * credential that was presented and is wrong (a weaker source must never take over from a failed check).
 */
export type Identification = Identity | Refusal | null;

/** Tells who calls. */
export interface IdentitySource {
  /** As in the config: `tailscale`, `header`, `key`, `jwt`, `loopback`. */
  readonly type: string;
  /** Lower-case names of headers that are meant for the gateway alone: they never reach a provider. */
  readonly headers: readonly string[];
  /**
   * True if a browser brings along by itself what identifies: its place in the network, or a proxy's session. Requests of
   * foreign web pages are refused then (field.md D17).
   */
  readonly byNetwork: boolean;
  identify(caller: Caller): Identification | Promise<Identification>;
  /** No new questions will come; those under way are still answered. */
  close?(): void;
}

/** Where the config comes from when it may change. */
export interface ConfigSource {
  /** Shown in problems and logs: a file's path. */
  readonly name: string;
  /** The document as it is now. */
  read(): Promise<string>;
  /** Calls back after each change, until the returned function is called. */
  watch?(changed: () => void): () => void;
  /**
   * Puts a document in the place of another, all of it or nothing. Absent: it cannot be changed from here. Rejects with a
   * `GatewayError`: `precondition_failed` if the document is not the expected one any more, `config_read_only` if it
   * cannot be written. What it wrote itself it does not tell as a change.
   *
   * @param expected the document as {@link read} gave it
   */
  write?(text: string, expected: string): Promise<void>;
  /** Why {@link write} would fail whatever it is given; null if it may succeed. */
  readOnly?(): Promise<string | null>;
}

/** Keeps what the config was. Its texts hold references in place of secrets, never a secret. */
export interface ConfigHistory {
  add(version: ConfigVersion): Promise<void>;
  /** Newest first. */
  list(query: ConfigVersionQuery): Promise<ConfigVersionPage>;
  get(id: string): Promise<ConfigVersion | null>;
}

/** The config as it was from some time on. */
export interface ConfigVersion {
  /** Sorts by time. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The name of its source: gateways with configs of their own may share a history. */
  readonly source: string;
  /** Who saved it; null for what was found: at the first start, or after somebody had edited it in its place. */
  readonly by: Pick<Identity, 'login' | 'node' | 'tags' | 'source'> | null;
  /** The version that it was taken back to; null if it was written anew. */
  readonly restored: string | null;
  /** Without quotes. */
  readonly etag: string;
  readonly changes: readonly ConfigChange[];
  readonly text: string;
}

/** What changed from one config to the next. */
export interface ConfigChange {
  /** `providers.openai.baseurl`; empty for what is no part of any section, such as comments. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** For people. Holds no secret. */
  readonly text: string;
}

/** Which versions. */
export interface ConfigVersionQuery {
  readonly source: string;
  /** 1 to 1000. */
  readonly limit: number;
  /** The id of a version: those before it. */
  readonly before?: string;
}

export interface ConfigVersionPage {
  readonly versions: readonly ConfigVersion[];
  /** Older ones are there. */
  readonly more: boolean;
}

/** Looks up what `${env:NAME}` and `${file:/path}` in the config stand for; undefined where there is nothing. */
export interface Macros {
  env?(name: string): string | undefined;
  file?(path: string): string | undefined;
}

/** Undoes content codings (RFC 9110 section 8.4.1), of request bodies that are read and of answers that are observed. */
export interface Decoders {
  /** The codings that are known, in lower case: `gzip`, `deflate`, `br`, `zstd`. */
  readonly codings: readonly string[];
  /**
   * The decoded bytes of a body; null for a coding that is not known here. Nothing is read before `start`, the sink's
   * backpressure reaches the encoded source, and cancelling frees both. It fails with a `GatewayError`: `invalid_request`
   * for bytes that are not of the coding or end in the middle, `body_too_large` where more than `maxBytes` come out. The
   * source's own failure is passed on. Every byte must belong to one stream (of gzip one member, of zstd one frame):
   * what follows it some decoders read and others do not.
   *
   * @param coding one of `codings`
   */
  decode(coding: string, encoded: ByteSource, limits: { readonly maxBytes: number }): ByteSource | null;
}

/** Knows about models what their providers' configs do not say: names, limits, prices. */
export interface ModelInfoSource {
  /**
   * Tells what is known of a model; null if nothing is. Asked once for each model of a list while a client waits for it:
   * a source answers from what it has at hand.
   */
  describe(question: ModelQuestion): ModelInfo | null | Promise<ModelInfo | null>;
  /** Where its prices come from, with the version: `genai-prices 0.1.8`. Records keep it beside each cost. */
  readonly priceList?: string;
}

/** A model as a provider offers it. */
export interface ModelQuestion {
  /** The provider's id of the model, or the one that `model_cost_map` puts in its place. */
  readonly model: string;
  /** The price tables to look into, in this order; empty if the provider's prices are not to be told. */
  readonly bases: readonly CostBasis[];
  /** False if the tables are a guess from the provider's API formats: its `baseurl` may tell better. */
  readonly explicit: boolean;
  /** The provider's base URL, without a trailing slash. */
  readonly baseurl: string;
}

/** What is known of a model. Whatever is not known is absent, never 0. */
export interface ModelInfo {
  /** A name for people. */
  readonly displayName?: string;
  /** The most tokens it takes in. */
  readonly contextWindow?: number;
  /** The most tokens it gives out. */
  readonly maxOutput?: number;
  /** What it can do, such as `vision`, `tools`, `reasoning`. */
  readonly capabilities?: readonly string[];
  /** What it costs at this moment. */
  readonly prices?: ModelPrices;
  /** What it costs where the prompt is longer, shortest first. */
  readonly longPrompts?: readonly LongPromptPrices[];
  /** The price table and the model in it: `anthropic/claude-sonnet-4-5`. */
  readonly pricedAs?: string;
}

/** Prices of every token of a request, once its prompt is longer than so much. */
export interface LongPromptPrices {
  /** Tokens read, from a cache or not. */
  readonly above: number;
  readonly prices: ModelPrices;
}

/**
 * What a model costs, each in nano-dollars for a million: whole numbers for every price that a vendor has published, so
 * that none is rounded. $3 for a million tokens are 3,000,000,000. Where a price grows with the length of the prompt,
 * the lowest.
 */
export interface ModelPrices {
  /** Tokens that it reads. */
  readonly input?: number;
  /** Tokens that it writes. */
  readonly output?: number;
  /** Tokens of images that it reads; absent where they cost what others do. */
  readonly inputImage?: number;
  /** Tokens of images that it makes. */
  readonly outputImage?: number;
  /** Tokens that it reads from a prompt cache. */
  readonly inputCacheRead?: number;
  /** Tokens that it writes to a prompt cache. */
  readonly inputCacheWrite?: number;
  /** Tokens that it writes to a prompt cache which keeps them for an hour. */
  readonly inputCacheWrite1h?: number;
  /** Web searches. */
  readonly webSearch?: number;
}

/** Hears of every call once it is over: metrics, traces. */
export interface CallListener {
  /** Returns at once. What it throws is logged and harms nobody. */
  ended(record: CallRecord, trace: TraceContext): void;
}

/** Takes records elsewhere. It reads them from the store, so no call waits for it. */
export interface Exporter {
  /** Its settings in a config that comes into force; null if it is off. Returns at once. */
  configure(settings: S3Settings | null): void;
  status(): ExporterStatus;
}

/** How an exporter is. */
export interface ExporterStatus {
  /** `s3`. */
  readonly name: string;
  readonly enabled: boolean;
  /** When an object was written last, by whichever gateway on the same store; null if none was, or nobody knows yet. */
  readonly lastExport: number | null;
  /** Records that this process has exported. */
  readonly exported: number;
  /** Records that wait, as of the last look; null before it. */
  readonly waiting: number | null;
  /** Why the last try failed; null if it did not. Holds no credential. */
  readonly failing: string | null;
}

/** Keeps what admins did, and whose records they looked at, and finds it again. */
export interface AuditLog {
  /**
   * Keeps an event; one with the id of an earlier one takes its place. Rejects if it cannot be kept: that is logged, and
   * stops nobody.
   */
  add(event: AuditEvent): Promise<void>;
  /** Events, newest first. Rejects with a `GatewayError` of `validation_failed` for a cursor that it can tell is not its own. */
  find(query: AuditQuery): Promise<AuditPage>;
}

/** Something that an admin did. */
export interface AuditEvent {
  /** Sorts by time: a UUID of version 7 (RFC 9562). */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Who did it; null for what nobody asked the gateway for, such as a config file that changed on the disk. */
  readonly actor: RecordedIdentity | null;
  /** `records.viewed`, `config.saved`, `config.restored`, `config.changed_on_disk`. */
  readonly action: string;
  /** To what: the login whose records were looked at, `*` for everybody's; the name of a config. Null if it has none. */
  readonly target: string | null;
  /** What else is to tell, as JSON has it. Never a secret. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Which events. Fields that are absent do not matter. */
export interface AuditFilter {
  /** Milliseconds since the epoch, the first included and the last not. */
  readonly from?: number;
  readonly to?: number;
  /** The login. */
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  /** Found in actor, action, target, or detail, without regard to case. */
  readonly text?: string;
}

export interface AuditQuery extends AuditFilter {
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** Where a call belongs in somebody's trace (W3C Trace Context); the headers as the client sent them. */
export interface TraceContext {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** What `/metrics` answers with. */
export interface MetricsSource {
  /** `text/plain; version=0.0.4; charset=utf-8` for Prometheus. */
  readonly contentType: string;
  text(): Promise<string>;
}

/** Has the files of the dashboard, which everybody with a role gets under `/ui/`. */
export interface PageSource {
  /**
   * Finds a file by its path below `/ui/`, such as `assets/main-B1c2d3.js`; null if there is none. `index.html` starts the app, and
   * has `<base href="./" />` for the base of its links.
   */
  find(path: string): Promise<PageFile | null>;
}

/** A file of the dashboard. */
export interface PageFile {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** The body in content codings, the preferred one first: `br`, `gzip`. */
  readonly encoded?: Readonly<Record<string, Uint8Array>>;
  /** Changes with the content; letters, digits and dashes. */
  readonly tag: string;
  /** Its name changes with its content, so that a browser may keep it for good. */
  readonly immutable: boolean;
}

/** One line of the gateway's log. Fields never hold credentials. */
export interface Logger {
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Readonly<Record<string, unknown>>,
  ): void;
}
