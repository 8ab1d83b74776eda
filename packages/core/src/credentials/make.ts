/** Makes a credential that is no key, when the call is made: a token is minted first. */
import type { Provider } from '../config/snapshot.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { Deadlines } from '../ports/transport.ts';
import type { NoToken } from './access-tokens.ts';
import { credentialHeader } from './authorization.ts';
import type { Credential } from './credential.ts';
import type { TokenSources } from './token-sources.ts';
import { LASTING, passing } from './unavailable.ts';

/** A credential with its header, unless that is a signature. */
export interface MadeCredential extends Credential {
  /** To be called if the provider did not take it. */
  rejected?(): void;
}

/** Makes it, at once where nothing has to be asked for. */
export function makeCredential(
  credential: Credential,
  provider: Provider,
  tokens: TokenSources,
  deadlines: Deadlines,
): MadeCredential | Refusal | Promise<MadeCredential | Refusal> {
  const { source } = credential;
  const account = source?.kind === 'service_account' ? tokens.get(source) : undefined;
  if (!account) return credential;
  const withToken = (token: string | NoToken): MadeCredential | Refusal =>
    typeof token === 'string'
      ? {
          ...credential,
          headers: credentialHeader('bearer', token),
          rejected: () => account.drop(token),
        }
      : unavailable(provider, token);
  const token = account.get(deadlines);
  return token instanceof Promise ? token.then(withToken) : withToken(token);
}

/** The client hears that it is not its fault; the log has the reason. */
function unavailable({ id }: Provider, { retryAfter, lasting }: NoToken): Refusal {
  const message = `the gateway's credential for provider "${id}" cannot be had`;
  return lasting
    ? refuse('credential_unavailable', `${message}; its log says why`, LASTING)
    : refuse('credential_unavailable', `${message} right now; try again`, passing(retryAfter));
}
