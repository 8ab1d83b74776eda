/**
 * Which credential a provider gets. A credential belongs to one provider: it is decided here, after the provider, and
 * nothing later can carry it anywhere else (field.md D24).
 */
import type { Provider } from '../config/snapshot.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { credentialHeader } from './authorization.ts';
import { clientCredential, type ClientCall } from './client-credential.ts';
import type { Credential } from './credential.ts';
import { LASTING } from './unavailable.ts';

const NO_HEADERS: HeaderList = [];
const NONE: Credential = { kind: 'none', keepClient: false, headers: NO_HEADERS };

/** Selects the credential for a call, or refuses it where there is none to be had. */
export function selectCredential(provider: Provider, call: ClientCall): Credential | Refusal {
  if (provider.authMode === 'none') return NONE;
  if (provider.authMode === 'passthrough') {
    const own = clientCredential(call, provider.authorization);
    if (own) return own;
    return organisationsOwn(provider, 'fallback') ?? refuse('credential_missing', howToBringOne(provider));
  }
  // An override provider may have no key: a self-hosted model that asks for none.
  return organisationsOwn(provider, 'override') ?? { ...NONE, kind: 'override' };
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
