/** The service accounts of a config, and what gives their tokens. */
import type { Provider } from '../config/snapshot.ts';
import type { Logger } from '../ports/logger.ts';
import type { Transport } from '../ports/transport.ts';
import { createAccessTokens, type AccessTokens } from './access-tokens.ts';
import type { ServiceAccount } from './service-account.ts';

/** By the accounts of one snapshot. */
export type TokenSources = ReadonlyMap<ServiceAccount, AccessTokens>;

/**
 * Finds the accounts of some providers. Tokens go by the key: providers with the same one share them, those of a key that
 * stayed go on through a reload, and those of a key that is gone are forgotten.
 */
export function startTokenSources(
  providers: Iterable<Provider>,
  previous: TokenSources | undefined,
  ports: { readonly transport: Transport; readonly logger: Logger },
): TokenSources {
  const known = new Map<string, AccessTokens>();
  for (const [account, tokens] of previous ?? []) known.set(JSON.stringify(account), tokens);
  const sources = new Map<ServiceAccount, AccessTokens>();
  for (const { keySource } of providers) {
    if (keySource?.kind !== 'service_account') continue;
    const key = JSON.stringify(keySource);
    const tokens = known.get(key) ?? createAccessTokens(keySource, ports);
    known.set(key, tokens);
    sources.set(keySource, tokens);
  }
  return sources;
}
