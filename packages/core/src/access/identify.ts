/** Asks the identity sources, in their order, who calls. */
import { GatewayError, refuse, type Refusal } from '../errors.ts';
import type { Caller, Identification, Identity, IdentitySource } from '../ports/identity.ts';
import type { Logger } from '../ports/logger.ts';

type Answer = Identity | Refusal;

/**
 * Tells who calls, or why nobody does. The first source that knows ends the search, and so does one that refuses or
 * fails: a weaker source never takes over from a failed check (LiteLLM CVE-2026-59822). Answers at once, without a
 * promise, as long as the sources do.
 *
 * @param logger is told why a source failed; the caller only learns that it did
 */
export function identify(
  sources: readonly IdentitySource[],
  caller: Caller,
  logger?: Logger,
): Answer | Promise<Answer> {
  return askFrom(0, sources, caller, logger);
}

function askFrom(
  start: number,
  sources: readonly IdentitySource[],
  caller: Caller,
  logger: Logger | undefined,
): Answer | Promise<Answer> {
  for (let i = start; i < sources.length; i++) {
    const source = sources[i] as IdentitySource;
    let said: Identification | Promise<Identification>;
    try {
      said = source.identify(caller);
    } catch (error) {
      return failureOf(source, error, logger);
    }
    if (said && 'then' in said) {
      return said.then(
        (answer) => answer ?? askFrom(i + 1, sources, caller, logger),
        (error: unknown) => failureOf(source, error, logger),
      );
    }
    if (said) return said;
  }
  return nobody(sources);
}

function failureOf(source: IdentitySource, error: unknown, logger: Logger | undefined): Refusal {
  const { message, cause } = error instanceof Error ? error : new Error('not an Error');
  logger?.log('error', 'identity source failed', {
    source: source.type,
    error: message,
    ...(cause instanceof Error && { cause: cause.message }),
  });
  return GatewayError.is(error)
    ? refuse(error.code, error.message)
    : refuse('identity_unavailable', 'the gateway could not find out who calls; try again later');
}

/** Says what the caller could do, for there is often nobody to ask. */
function nobody(sources: readonly IdentitySource[]): Refusal {
  const ways = new Set(sources.map(wayOf));
  const advice = ways.size > 0 ? [...ways].join(', or ') : 'nobody can, for no identity source is configured';
  return refuse('unidentified', `the gateway does not know who calls: ${advice}`);
}

function wayOf({ type, headers }: IdentitySource): string {
  switch (type) {
    case 'tailscale':
      return 'connect over the tailnet';
    case 'header':
      return 'come through the proxy that signs users in';
    case 'key':
      return `send your gateway key in the header ${headers[0]}`;
    case 'jwt':
      return `send a token of your identity provider in the header ${headers[0]}`;
    case 'loopback':
      return 'call from the machine that the gateway runs on';
    default:
      return `use what "${type}" asks for`;
  }
}
