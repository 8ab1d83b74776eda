/** Which headers cross the gateway, in each direction. What is not named here passes, repeats and odd ones included. */
import { CLIENT_CREDENTIALS } from '../credentials/client-credential.ts';
import type { Credential } from '../credentials/credential.ts';
import { headerValues, type HeaderList } from '../wire/header-list.ts';

/** RFC 9110 section 7.6.1, with the names that older software uses for the same, and RFC 9112 section 9.6. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];

/**
 * Everything by which a client could authenticate upstream or choose who pays, the vendors' own ways and the common ones;
 * and the account that goes with Codex's token, which concerns nobody but the ChatGPT backend.
 */
export const CREDENTIALS: readonly string[] = [
  ...CLIENT_CREDENTIALS,
  'cf-aig-authorization',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'ocp-apim-subscription-key',
  'x-goog-user-project',
  'chatgpt-account-id',
];

/**
 * What concerns the way to the gateway and not the provider: framing that is made anew, cookies of the gateway's own
 * origin, what proxies in front tell of the client, which is none of a vendor's business, and what would turn one method
 * into another behind the gateway's back.
 */
const GATEWAY_ONLY = [
  'host',
  'content-length',
  'expect',
  'cookie',
  'cookie2',
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'fly-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
];

/** Families of the same: of this gateway, of Tailscale Serve, and of the proxies that sign users in (with their tokens). */
const GATEWAY_ONLY_FAMILIES =
  /^(?:x-aperture-|tailscale-|x-forwarded-|x-auth-request-|x-amzn-oidc-|cf-access-|x-goog-iap-|x-goog-authenticated-user-|x-ms-token-|x-ms-client-principal|x-pomerium-)/;

/**
 * What a vendor says about its own origin and a client would take for the gateway's: cookies, pinned transports,
 * permissions for web pages.
 */
const RESPONSE_DROPPED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'set-cookie',
  'set-cookie2',
  'alt-svc',
  'strict-transport-security',
  'clear-site-data',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
  'access-control-max-age',
]);

/** What the request headers for a provider depend on besides the client's own. */
export interface HeaderPlan {
  readonly credential: Credential;
  /** Lower-case names of headers that identity sources read. */
  readonly reserved: ReadonlySet<string>;
  /** Headers of grants, then of the provider. They replace a client's headers of the same name. */
  readonly added: HeaderList;
  /** The length of the body to be sent, if it is known; undefined for none or unknown. */
  readonly contentLength: number | undefined;
  /** The body goes on decoded, so that what the client said of its encoding no longer holds. */
  readonly decoded?: boolean;
}

/** What a request header is to the gateway. */
type Kind = 'dropped' | 'credential' | 'passing';
const DROPPED: ReadonlySet<string> = new Set([...HOP_BY_HOP, ...GATEWAY_ONLY]);
const CREDENTIAL_NAMES: ReadonlySet<string> = new Set(CREDENTIALS);

/** Clients send the same few dozen names, so each is looked at once. Bounded, because names are the client's choice. */
const kinds = new Map<string, { readonly lower: string; readonly kind: Kind }>();
const MAX_KINDS = 1_000;

function kindOf(name: string): { readonly lower: string; readonly kind: Kind } {
  const known = kinds.get(name);
  if (known) return known;
  const lower = name.toLowerCase();
  const kind =
    DROPPED.has(lower) || GATEWAY_ONLY_FAMILIES.test(lower)
      ? 'dropped'
      : CREDENTIAL_NAMES.has(lower)
        ? 'credential'
        : 'passing';
  if (kinds.size >= MAX_KINDS) kinds.clear();
  const entry = { lower, kind } as const;
  kinds.set(name, entry);
  return entry;
}

/** The headers for a provider. */
export function requestHeaders(headers: HeaderList, plan: HeaderPlan): string[] {
  const { credential, reserved, added } = plan;
  const listed = connectionListed(headers);
  const result: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const { lower, kind } = kindOf(name);
    if (kind === 'dropped' || reserved.has(lower) || listed?.has(lower)) continue;
    if (kind === 'credential' && !goesOn(lower, headers[i + 1] as string, credential)) continue;
    if (added.length > 0 && isNamed(added, lower) && !isProtected(lower, credential)) continue;
    if (plan.decoded && lower === 'content-encoding') continue;
    result.push(name, headers[i + 1] as string);
  }
  for (let i = 0; i < added.length; i += 2) {
    if (isProtected((added[i] as string).toLowerCase(), credential)) continue;
    result.push(added[i] as string, added[i + 1] as string);
  }
  for (let i = 0; i < credential.headers.length; i += 2) {
    const name = credential.headers[i] as string;
    // One value for each credential header: what is configured for it by name, before the key's own way.
    if (!isNamed(added, name) || isProtected(name, credential))
      result.push(name, credential.headers[i + 1] as string);
  }
  if (plan.contentLength !== undefined) result.push('content-length', String(plan.contentLength));
  return result;
}

/**
 * The headers for the client.
 *
 * @param prefix what was cut off the front of the model that the client named: `openai-model` gets it back, because Codex
 *   takes another name than the one it asked for as a sign that its user was rerouted for abuse (spec/clients.md 5)
 */
export function responseHeaders(headers: HeaderList, prefix: string): string[] {
  const listed = connectionListed(headers);
  const result: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    const lower = name.toLowerCase();
    if (RESPONSE_DROPPED.has(lower) || listed?.has(lower)) continue;
    const value = headers[i + 1] as string;
    result.push(name, prefix !== '' && lower === 'openai-model' ? prefix + value : value);
  }
  return result;
}

/**
 * True for a client's credential that the provider is to see. An empty one is none: Gemini CLI sends an empty key beside a
 * token, and a vendor would have to guess which of the two is meant.
 */
function goesOn(name: string, value: string, { keepClient, headers, repeated }: Credential): boolean {
  return keepClient && name !== repeated && !isNamed(headers, name) && value.trim() !== '';
}

/** True for a header in which configured headers have no say: passthrough never adds or alters a credential. */
function isProtected(name: string, credential: Credential): boolean {
  return CREDENTIAL_NAMES.has(name) && credential.keepClient;
}

function isNamed(list: HeaderList, lower: string): boolean {
  for (let i = 0; i < list.length; i += 2) if ((list[i] as string).toLowerCase() === lower) return true;
  return false;
}

/** The names that a `Connection` header lists: they belong to that one connection (RFC 9110 section 7.6.1). */
function connectionListed(headers: HeaderList): Set<string> | null {
  const values = headerValues(headers, 'connection');
  if (values.length === 0) return null;
  const names = new Set<string>();
  for (const value of values) {
    for (const token of value.split(',')) names.add(token.trim().toLowerCase());
  }
  return names;
}
