/** Whether a web page of others may be behind a request that is asked about. */
import { isCarried, refuseForeign, refuseRebound, type Sent } from '../access/cross-site.ts';
import type { Refusal } from '../errors.ts';
import type { Identity } from '../ports/identity.ts';
import type { Trace } from '../routing/question.ts';
import type { Running } from '../running.ts';
import { NAMED_BY_QUESTION } from './explanation.ts';

/** The refusal that the caller gets for it. Null also where the question does not say which name the gateway is called by. */
export function foreignIn(
  { sources, snapshot }: Running,
  sent: Sent,
  identity: Identity,
  trace: Trace,
): Refusal | null {
  if (sent.host === undefined || isCarried(identity, sources)) return null;
  const { hosts } = snapshot.server;
  const isMadeUp = identity.source === NAMED_BY_QUESTION;
  const isToldByHost = !isMadeUp && sources.every(({ type }) => type !== identity.source);
  const refusal = isToldByHost ? refuseRebound(sent, hosts) : refuseForeign(sent, hosts);
  if (refusal && isMadeUp) trace('assumed', 'that no key and no token tells who calls');
  return refusal;
}
