/** Whether a request is let in at all: who makes it, and with which role. */
import { isCarried, refuseRebound, type Sent } from './access/cross-site.ts';
import { forwardedFor } from './access/forwarded.ts';
import { accessOf, type Access } from './access/grants.ts';
import { identify } from './access/identify.ts';
import { isRefusal, NO_ROLE, type Refusal } from './errors.ts';
import type { Caller, Identity } from './ports/identity.ts';
import type { RequestContext } from './ports/request-context.ts';
import type { Running } from './running.ts';
import { headerValue } from './wire/header-list.ts';

/** What of a request tells who makes it. */
export type Asking = Pick<Caller, 'isCall' | 'headers'> & { readonly url: string };

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
  request: Asking,
  context: RequestContext,
  identified?: (identity: Identity) => void,
): Admitted | Refusal | Promise<Admitted | Refusal> {
  const known = context.identity
    ? toldByHost(running, request, context.identity)
    : callerOf(running, request, context);
  const judge = (identity: Identity | Refusal): Admitted | Refusal => {
    if (isRefusal(identity)) return identity;
    identified?.(identity);
    const access = accessOf(running.snapshot.grants, identity);
    return access.role === null ? NO_ROLE : { identity, access };
  };
  return 'then' in known ? known.then(judge) : judge(known);
}

/**
 * Whom the host application told. It may have gone by the network; which pages of other origins may use it is its own affair,
 * since it may have pages of its own elsewhere, and a session that none but they bring along.
 */
function toldByHost({ sources, snapshot }: Running, request: Asking, identity: Identity): Identity | Refusal {
  if (isCarried(identity, sources)) return identity;
  return refuseRebound(sentIn(request), snapshot.server.hosts) ?? identity;
}

/** Who calls; never nobody. */
function callerOf(
  { sources, isTrustedProxy, logger }: Running,
  request: Asking,
  context: RequestContext,
): Identity | Refusal | Promise<Identity | Refusal> {
  const { headers } = request;
  const caller: Caller = {
    ...sentIn(request),
    remoteAddress: context.remoteAddress,
    remotePort: context.remotePort,
    connection: context.connection,
    forwardedFor: forwardedFor(headers, context.remoteAddress, isTrustedProxy),
  };
  return identify(sources, caller, logger);
}

function sentIn({ isCall, url, headers }: Asking): Sent {
  return { isCall, headers, host: hostOf({ url, headers }) };
}

/** The host that a request names, with its port. */
export function hostOf({ url, headers }: Pick<Asking, 'url' | 'headers'>): string {
  return headerValue(headers, 'host') ?? new URL(url).host;
}
