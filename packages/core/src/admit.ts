/** Whether a request is let in at all: who makes it, and with which role. */
import { forwardedFor } from './access/forwarded.ts';
import { accessOf, type Access } from './access/grants.ts';
import { identify } from './access/identify.ts';
import { isRefusal, NO_ROLE, type Refusal } from './errors.ts';
import type { Caller, Identity } from './ports/identity.ts';
import type { RequestContext } from './ports/request-context.ts';
import type { Running } from './running.ts';
import { headerValue } from './wire/header-list.ts';
import type { RawRequest } from './wire/raw.ts';

/** Who makes a request, and what they may do. */
export interface Admitted {
  readonly identity: Identity;
  readonly access: Access;
}

/**
 * Tells who makes a request, or why they are not let in. At once, where the identity sources know at once.
 *
 * @param identified hears who it is, also of those who are not let in
 */
export function admit(
  running: Running,
  request: Pick<RawRequest, 'url' | 'headers'>,
  context: RequestContext,
  identified?: (identity: Identity) => void,
): Admitted | Refusal | Promise<Admitted | Refusal> {
  const known = context.identity ?? callerOf(running, request, context);
  const judge = (identity: Identity | Refusal): Admitted | Refusal => {
    if (isRefusal(identity)) return identity;
    identified?.(identity);
    const access = accessOf(running.snapshot.grants, identity);
    return access.role === null ? NO_ROLE : { identity, access };
  };
  return 'then' in known ? known.then(judge) : judge(known);
}

/** Who calls; never nobody. */
function callerOf(
  { sources, isTrustedProxy, logger }: Running,
  { url, headers }: Pick<RawRequest, 'url' | 'headers'>,
  context: RequestContext,
): Identity | Refusal | Promise<Identity | Refusal> {
  const caller: Caller = {
    headers,
    host: headerValue(headers, 'host') ?? new URL(url).host,
    remoteAddress: context.remoteAddress,
    remotePort: context.remotePort,
    connection: context.connection,
    forwardedFor: forwardedFor(headers, context.remoteAddress, isTrustedProxy),
  };
  return identify(sources, caller, logger);
}
