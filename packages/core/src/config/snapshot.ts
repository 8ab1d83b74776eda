/** One validated, immutable compilation of the config. A request takes one when it starts and keeps it to its end. */
import type { Pattern } from '../access/pattern.ts';
import type { AwsKey } from '../credentials/aws-key.ts';
import type { ServiceAccount } from '../credentials/service-account.ts';
import type { FormatName } from '../formats/format.ts';
import type { Deadlines } from '../ports/transport.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { CaptureLevel, DatabaseSettings, S3Settings } from './data-settings.ts';
import type { IdentityConfig } from './schema/identity.ts';
import type { Problem } from './problem.ts';
import type { PathMatch } from './go-path-match.ts';

/** The config, ready to decide with. Frozen; holds resolved secrets, so it is never written anywhere. */
export interface Snapshot {
  /** Every provider of the config in its order, disabled ones included, by id. */
  readonly providers: ReadonlyMap<string, Provider>;
  /** The enabled providers of each exact model id: highest preference first, then config order. */
  readonly catalog: ReadonlyMap<string, readonly Provider[]>;
  /** `grants`, then `temp_grants`, in config order. */
  readonly grants: readonly Grant[];
  /** The identity sources in the order they are asked. */
  readonly identity: readonly IdentityConfig[];
  readonly server: ServerSettings;
  readonly database: DatabaseSettings;
  /** Where records are exported to; null for an exporter that is off. */
  readonly exporters: { readonly s3: S3Settings | null };
  /** What was worth a warning. */
  readonly warnings: readonly Problem[];
}

/** How a provider's credential is chosen. */
export type AuthMode = 'override' | 'passthrough' | 'none';

/** The headers that a key can be sent in, each in its own form (spec/aperture.md 1.4). */
export type HeaderAuthorization =
  | 'bearer'
  | 'x-api-key'
  | 'x-goog-api-key'
  | 'api-key'
  | 'hec'
  | 'cf-aig-authorization';

/** How a provider's credential is sent: in a header, or as a signature over the whole request. */
export type Authorization = HeaderAuthorization | 'aws-sigv4';

/** What a credential is made from; or a key that cannot be used, so that requests which need it are refused. */
export type KeySource = ServiceAccount | AwsKey | { readonly kind: 'unusable' };

/** A price table: whose prices a model is charged at (spec 1.6). */
export type CostBasis =
  | 'anthropic'
  | 'openai'
  | 'google'
  | 'vertex'
  | 'bedrock'
  | 'bedrock-us'
  | 'bedrock-eu'
  | 'bedrock-ap'
  | 'azure'
  | 'azure-eu'
  | 'openrouter'
  | 'vercel';

/** How a provider's models are priced. */
export interface Cost {
  /** The price tables, in the order they are looked into; empty if no cost is estimated. */
  readonly bases: readonly CostBasis[];
  /** `explicit` as configured, `inferred` from what the provider is, or `none`. */
  readonly source: 'explicit' | 'inferred' | 'none';
  /** The first rule that matches a model counts. */
  readonly rules: readonly CostRule[];
}

/** Prices some models in a way of their own. */
export interface CostRule {
  readonly match: PathMatch;
  /** The model whose price counts, `null` for the model itself. */
  readonly as: string | null;
  /** What the price is multiplied by. */
  readonly adjustment: number;
}

/** What the config says of a model; null where it says nothing. */
export interface ConfiguredModel {
  readonly displayName: string | null;
  /** In tokens. */
  readonly contextWindow: number | null;
  /** In tokens. */
  readonly maxOutput: number | null;
  readonly capabilities: readonly string[] | null;
}

/** An upstream LLM service. */
export interface Provider {
  readonly id: string;
  /** The display name, `""` if none. */
  readonly name: string;
  readonly description: string;
  readonly disabled: boolean;
  /** Without a trailing slash. */
  readonly baseurl: string;
  /** The origin of `baseurl`: the only host that a request for this provider can ever reach. */
  readonly origin: string;
  /** The path of `baseurl` without a trailing slash; empty for the root. */
  readonly basePath: string;
  readonly models: readonly string[];
  readonly formats: ReadonlySet<FormatName>;
  /** The `compatibility` flags with their defaults worked out, as `/api/providers` shows them. */
  readonly compatibility: Readonly<Record<string, boolean>>;
  readonly authorization: Authorization;
  readonly authMode: AuthMode;
  /** The organisation's credential as a header carries it; `""` if there is none of that kind. */
  readonly apikey: string;
  /** What its credential is made from at each call, where it is none that a header could carry as it is. */
  readonly keySource: KeySource | null;
  readonly preference: number;
  readonly addHeaders: HeaderList;
  /** The kind of upstream: as configured, or told from the host and the formats (`openai`, `anthropic`, `chatgpt` …). */
  readonly upstream: string;
  readonly cost: Cost;
  /** What the config says of its models, by id; only of models it has. */
  readonly modelInfo: ReadonlyMap<string, ConfiguredModel>;
  /** WebSockets are relayed to it. */
  readonly websockets: boolean;
}

/** Who may do what. */
export interface Grant {
  /** Where it stands, for explanations: `grants[2]`, `temp_grants[0]`, or `tailnet policy`. */
  readonly where: string;
  readonly src: readonly string[];
  readonly capabilities: readonly Capability[];
}

/** One permission of a grant. Fields whose behaviour belongs to later features are validated and not kept. */
export interface Capability {
  readonly role?: 'admin' | 'user';
  /** Which `provider/model` it opens; a capability without it opens none. */
  readonly models?: Pattern;
  readonly addHeaders: HeaderList;
  /** What is kept of matching requests; absent where the config's own word counts. */
  readonly captures?: CaptureLevel;
  /** It opens `/metrics`. */
  readonly readMetrics?: true;
  /** It opens the prices, `/aperture/pricing`. */
  readonly readPricing?: true;
  /** Names in lower case of headers that reports may be filtered by, `*` for all; absent for none. */
  readonly filterableHeaders?: readonly string[];
}

/** What a self-hosted gateway must know of the place where it runs. */
export interface ServerSettings {
  /** Default `127.0.0.1`. */
  readonly host: string;
  /** Default 8787; 0 takes a free one. */
  readonly port: number;
  /** The path the gateway is mounted under, without a trailing slash; default `""`. */
  readonly basePath: string;
  /** Lower-case host names, without port, that requests may name besides loopback ones. */
  readonly hosts: readonly string[];
  /** Addresses and CIDR ranges of proxies whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Default 64 MiB. */
  readonly maxBodyBytes: number;
  /** Default 64 KiB. */
  readonly maxHeaderBytes: number;
  /** Milliseconds; connect defaults to 10 s, the others to none. */
  readonly deadlines: Deadlines;
  /** How long requests under way may take to end after a stop was asked for, in milliseconds; default 30 s. */
  readonly drain: number;
}
