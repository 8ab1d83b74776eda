/**
 * Everything that the gateway itself answers instead of a vendor, in one table: a stable code and its HTTP status.
 * The statuses are chosen by what the clients do with them (docs/reference/errors.md): a 401 makes coding agents renew
 * the vendor's token and try a dozen times more, so only a missing vendor credential gets one; a 500 makes Codex hide
 * the message.
 */
export const CODES = {
  /** The body is not what the endpoint takes. */
  invalid_request: 400,
  /** The request names no model. */
  model_missing: 400,
  /** The body names the model more than once, so gateway and vendor might read different ones. */
  model_ambiguous: 400,
  /** A passthrough provider was asked without a credential of the client's own. */
  credential_missing: 401,
  /** No identity source knows the caller, or the credential meant for the gateway is wrong. */
  unidentified: 403,
  /** A web page of another origin asked where the network alone tells who calls. */
  cross_site: 403,
  /** The caller is known and no grant gives a role. */
  no_role: 403,
  /** A guardrail hook said no; it may choose another status. */
  guardrail_blocked: 403,
  /** The caller has a role, and no grant opens what it asked for. */
  not_granted: 403,
  /** Nothing is served under this path. */
  unknown_endpoint: 404,
  /** No provider serves this model to this caller. */
  model_not_found: 404,
  /** The model is served, but not in the format of this endpoint. */
  format_mismatch: 404,
  /** The path is served with other methods. */
  method_not_allowed: 405,
  /** The config cannot be changed from here. */
  config_read_only: 409,
  /** What is to be changed is not any more what the client has seen. */
  precondition_failed: 412,
  /** The body is longer than the gateway takes. */
  body_too_large: 413,
  /** The body is compressed in a way the gateway does not read. */
  unsupported_encoding: 415,
  /** The body's content type is not the one of the endpoint, so a vendor might read the body as something else. */
  unsupported_media_type: 415,
  /** What the HTTP API was asked makes no sense to it: an unknown parameter, or a value that is none. */
  validation_failed: 422,
  /** WebSockets are not offered here. Codex turns to HTTP at once on a 426, and on nothing else (spec/clients.md 4). */
  upgrade_required: 426,
  /** A change does not say which version it is a change of. */
  precondition_required: 428,
  /** A budget that this request would be charged to is spent. */
  quota_exceeded: 429,
  /** The provider could not be reached, or broke off before it answered. */
  upstream_unreachable: 502,
  /** The provider answered with something that is not HTTP. */
  upstream_invalid: 502,
  /** An identity source could not be asked. The caller is never let in as nobody. */
  identity_unavailable: 503,
  /** A guardrail hook that must be asked could not be. */
  guardrail_unavailable: 503,
  /** The organisation's credential for the provider cannot be had or used. */
  credential_unavailable: 503,
  /** The gateway is starting or stopping. */
  unavailable: 503,
  /** A fault of the gateway; its log says more. */
  internal: 503,
  /** The provider did not answer in time. */
  upstream_timeout: 504,
} as const;

/** The stable name of a refusal. */
export type RefusalCode = keyof typeof CODES;

/** Why a request is not forwarded: a value, which each format writes in its own dialect. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly status: number;
  /** Shown to the user of the client. Never holds a secret. */
  readonly message: string;
  /** Further response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Each mistake by itself; only problems of RFC 9457 show them. */
  readonly errors?: readonly Mistake[];
}

/** One mistake in what was asked (spec/aperture.md 11.2). */
export interface Mistake {
  /** Where it stands: `query.limit`. */
  readonly location: string;
  readonly message: string;
  /** What stands there; absent where it may be anything, a secret included. */
  readonly value?: string;
  /** Of a mistake in a config: where it stands, from 1, and how bad it is. */
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
  readonly level?: 'error' | 'warning';
}

/** Makes a refusal of a code and a message. */
export function refuse(
  code: RefusalCode,
  message: string,
  headers?: Readonly<Record<string, string>>,
): Refusal {
  const status = CODES[code];
  return headers ? { code, status, message, headers } : { code, status, message };
}

/**
 * Headers that go with a code, whoever refuses with it. SDKs ask again at once after a 429, and Claude Code for minutes,
 * but a budget that is spent stays spent: one such gateway was asked 1.6 million times (field.md C27). After a 401, Claude
 * Code with a token from its environment does the same, and gets no other token by it.
 */
export const CODE_HEADERS: Readonly<Partial<Record<RefusalCode, Readonly<Record<string, string>>>>> = {
  credential_missing: { 'x-should-retry': 'false' },
  quota_exceeded: { 'x-should-retry': 'false' },
};

/** What a caller without a role is told, in the words of spec/aperture.md 2.5. */
export const NO_ROLE: Refusal = refuse('no_role', 'access denied: no role granted');

/** What a body without a `model` is told. */
export const NO_MODEL: Refusal = refuse('model_missing', 'the request body names no "model"');

/** True for a refusal, where a function answers with one or with what was asked for. */
export function isRefusal(value: object | null | undefined): value is Refusal {
  return !!value && 'code' in value && 'status' in value && 'message' in value && !(value instanceof Error);
}

/**
 * A failure of a port (transport, identity source, config source) that the client may hear of. Recognise it with
 * {@link GatewayError.is}, which goes by name and so works when two copies of this package are loaded.
 */
export class GatewayError extends Error {
  readonly code: RefusalCode;

  /**
   * @param code what the client is told, by the table of codes
   * @param message shown to the client's user; must not hold a secret
   * @param options the underlying error, for the log only
   */
  constructor(code: RefusalCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'GatewayError';
    this.code = code;
  }

  static is(value: unknown): value is GatewayError {
    return value instanceof Error && value.name === 'GatewayError';
  }
}

/** The refusal that tells a client of an error. An error that is not a {@link GatewayError} tells nothing of itself. */
export function refusalOf(error: unknown): Refusal {
  return GatewayError.is(error)
    ? refuse(error.code, error.message)
    : refuse('internal', 'the gateway failed to handle this request; its log says why');
}
