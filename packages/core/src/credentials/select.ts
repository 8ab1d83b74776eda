/**
 * Which credential a provider gets. A credential belongs to one provider: it is decided here, after the provider, and
 * nothing later can carry it anywhere else (field.md D24).
 */
import type { Provider } from '../config/snapshot.ts';
import { refuse, type Refusal } from '../errors.ts';
import { withoutParameters } from '../routing/path.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { credentialHeader } from './authorization.ts';

/** Headers in which a client's own vendor credential travels (spec/aperture.md 4.2). */
export const CLIENT_CREDENTIALS: readonly string[] = ['authorization', 'x-api-key', 'x-goog-api-key'];

/** Query parameters, in lower case, in which Google's APIs, Azure's and those after their pattern take one. */
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
]);

/** What authenticates a call upstream. */
export interface Credential {
  /** `override`: the organisation's key; `passthrough`: the client's own; `fallback`: the key, for want of one; `none`. */
  readonly kind: 'override' | 'passthrough' | 'fallback' | 'none';
  /** The client's credential headers go on unchanged. */
  readonly keepClient: boolean;
  /** The header to add; empty if there is none. */
  readonly headers: HeaderList;
}

const NO_HEADERS: HeaderList = [];
const PASSTHROUGH: Credential = { kind: 'passthrough', keepClient: true, headers: NO_HEADERS };
const NONE: Credential = { kind: 'none', keepClient: false, headers: NO_HEADERS };

/**
 * Selects the credential for a call, or refuses it where only the client could bring one and did not.
 *
 * @param headers the client's, as they came
 * @param query the client's, with its `?`
 * @param reserved lower-case names that are meant for the gateway and so are no vendor credentials
 */
export function selectCredential(
  provider: Provider,
  headers: HeaderList,
  query: string,
  reserved: ReadonlySet<string>,
): Credential | Refusal {
  if (provider.authMode === 'none') return NONE;
  if (provider.authMode === 'passthrough') {
    if (bringsCredential(headers, reserved) || withoutParameters(query, CREDENTIAL_PARAMETERS) !== query) {
      return PASSTHROUGH;
    }
    if (provider.apikey) return withKey(provider, 'fallback');
    return refuse('credential_missing', howToBringOne(provider));
  }
  // An override provider may have no key: a self-hosted model that asks for none.
  return provider.apikey ? withKey(provider, 'override') : { ...NONE, kind: 'override' };
}

/** True if the client sent a vendor credential that is not empty. */
export function bringsCredential(headers: HeaderList, reserved: ReadonlySet<string>): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    if (
      CLIENT_CREDENTIALS.includes(name) &&
      !reserved.has(name) &&
      (headers[i + 1] as string).trim() !== ''
    ) {
      return true;
    }
  }
  return false;
}

function withKey(provider: Provider, kind: 'override' | 'fallback'): Credential {
  return { kind, keepClient: false, headers: credentialHeader(provider.authorization, provider.apikey) };
}

function howToBringOne(provider: Provider): string {
  const how =
    provider.upstream === 'chatgpt'
      ? 'sign Codex in to ChatGPT and set requires_openai_auth = true for this model provider'
      : 'send it in the Authorization, x-api-key or x-goog-api-key header';
  return `provider "${provider.id}" uses your own credential and the request has none: ${how}`;
}
