/**
 * Which credential a provider gets. A credential belongs to one provider: it is decided here, after the provider, and
 * nothing later can carry it anywhere else (field.md D24).
 */
import type { AwsKey } from './aws-key.ts';
import type { Provider } from '../config/snapshot.ts';
import { refuse, type Refusal } from '../errors.ts';
import { withoutParameters } from '../routing/path.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { credentialHeader } from './authorization.ts';
import { GOOGLE_KEY_HEADER, GOOGLE_KEY_PARAMETERS, googleKeyIn, takesGoogleKey } from './google-key.ts';
import type { ServiceAccount } from './service-account.ts';
import { LASTING } from './unavailable.ts';

/** Headers in which a client's own vendor credential travels (spec/aperture.md 4.2), Azure's own among them. */
export const CLIENT_CREDENTIALS: readonly string[] = [
  'authorization',
  'x-api-key',
  GOOGLE_KEY_HEADER,
  'api-key',
];

/**
 * Query parameters, in lower case, in which Google's APIs, Azure's and those after their pattern take one, and those of
 * which AWS makes a signed URL.
 */
export const CREDENTIAL_PARAMETERS: ReadonlySet<string> = new Set([
  'key',
  'access_token',
  'oauth_token',
  'api_key',
  'api-key',
  'apikey',
  'subscription-key',
  // Google's short forms for a key, and for any header at all.
  '$key',
  '$httpheaders',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-security-token',
]);

/** What authenticates a call upstream. */
export interface Credential {
  /** `override`: the organisation's key; `passthrough`: the client's own; `fallback`: the key, for want of one; `none`. */
  readonly kind: 'override' | 'passthrough' | 'fallback' | 'none';
  /** The client's credential headers go on unchanged. */
  readonly keepClient: boolean;
  /** The header to add; empty if there is none, or none before it is made of `source`. */
  readonly headers: HeaderList;
  /** What the header has yet to be made of: a token that is minted, or the whole request, which is signed. */
  readonly source?: ServiceAccount | AwsKey;
  /** Query parameters, in lower case, that the header stands for and that do not go on. */
  readonly moved?: ReadonlySet<string>;
}

const NO_HEADERS: HeaderList = [];
const PASSTHROUGH: Credential = { kind: 'passthrough', keepClient: true, headers: NO_HEADERS };
const NONE: Credential = { kind: 'none', keepClient: false, headers: NO_HEADERS };

/** What a client sent that may hold its own credential. */
export interface ClientCall {
  /** The name of the format. */
  readonly format: string;
  /** As they came. */
  readonly headers: HeaderList;
  /** With its `?`. */
  readonly query: string;
  /** Lower-case names of headers that are meant for the gateway and so are no vendor credentials. */
  readonly reserved: ReadonlySet<string>;
}

/** Selects the credential for a call, or refuses it where there is none to be had. */
export function selectCredential(provider: Provider, call: ClientCall): Credential | Refusal {
  if (provider.authMode === 'none') return NONE;
  if (provider.authMode === 'passthrough') {
    const own = ownCredential(call);
    if (own) return own;
    return organisationsOwn(provider, 'fallback') ?? refuse('credential_missing', howToBringOne(provider));
  }
  // An override provider may have no key: a self-hosted model that asks for none.
  return organisationsOwn(provider, 'override') ?? { ...NONE, kind: 'override' };
}

/** True if the client sent a vendor credential in one of these headers that is not empty. */
export function bringsCredential(
  headers: HeaderList,
  reserved: ReadonlySet<string>,
  names: readonly string[] = CLIENT_CREDENTIALS,
): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    if (names.includes(name) && !reserved.has(name) && (headers[i + 1] as string).trim() !== '') return true;
  }
  return false;
}

/** The client's own credential; null if it brought none. */
function ownCredential({ format, headers, query, reserved }: ClientCall): Credential | null {
  const movable = takesGoogleKey(format) && withoutParameters(query, GOOGLE_KEY_PARAMETERS) !== query;
  if (movable && !bringsCredential(headers, reserved, [GOOGLE_KEY_HEADER])) {
    const key = googleKeyIn(query);
    if (key !== undefined) {
      return { ...PASSTHROUGH, headers: [GOOGLE_KEY_HEADER, key], moved: GOOGLE_KEY_PARAMETERS };
    }
  }
  const rest = movable ? withoutParameters(query, GOOGLE_KEY_PARAMETERS) : query;
  if (!bringsCredential(headers, reserved) && withoutParameters(rest, CREDENTIAL_PARAMETERS) === rest) {
    return null;
  }
  return movable ? { ...PASSTHROUGH, moved: GOOGLE_KEY_PARAMETERS } : PASSTHROUGH;
}

/** The organisation's credential; null if there is none; a refusal if there is one that cannot be used. */
function organisationsOwn(
  { id, apikey, authorization, keySource }: Provider,
  kind: 'override' | 'fallback',
): Credential | Refusal | null {
  if (keySource?.kind === 'unusable') {
    const message = `provider "${id}" has a key that cannot be used; the warnings about the gateway's config say why`;
    return refuse('credential_unavailable', message, LASTING);
  }
  if (keySource) return { kind, keepClient: false, headers: NO_HEADERS, source: keySource };
  // A key to sign with is a source; what is left is sent in a header.
  if (apikey === '' || authorization === 'aws-sigv4') return null;
  return { kind, keepClient: false, headers: credentialHeader(authorization, apikey) };
}

function howToBringOne(provider: Provider): string {
  const how = HOW_TO_BRING_ONE[provider.upstream] ?? HOW_ELSE;
  return `provider "${provider.id}" uses your own credential and the request has none: ${how}`;
}

/**
 * By the kind of upstream, where people sign in with one agent above all. Claude Code shows none of it if it holds the name
 * of Anthropic's header.
 */
const HOW_TO_BRING_ONE: Readonly<Record<string, string>> = {
  chatgpt: 'sign Codex in to ChatGPT and set requires_openai_auth = true for this model provider',
  anthropic: 'sign Claude Code in to your plan (/login), or send an API key of your own',
};
const HOW_ELSE = 'send it in the Authorization, x-api-key, x-goog-api-key or api-key header';
