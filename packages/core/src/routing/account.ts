/**
 * Calls about the caller's own account at a vendor, whatever the model. They go where the caller's sign-in belongs, with
 * their own credential and never with the organisation's: they may change settings of the account.
 */
import type { Provider } from '../config/snapshot.ts';
import { bringsCredential } from '../credentials/client-credential.ts';
import { refuse, type Refusal } from '../errors.ts';
import { serves } from './candidates.ts';
import type { Choice, RouteQuestion, Trace } from './question.ts';

/** The passthrough provider of the format of which the caller may use a model; the preferred one, if there are several. */
export function accountProvider(question: RouteQuestion, trace?: Trace): Choice | Refusal {
  const { snapshot, call, identity, headers, reserved } = question;
  let best: Choice | null = null;
  for (const provider of call.pinned ? [call.pinned] : snapshot.providers.values()) {
    if (provider.disabled || provider.authMode !== 'passthrough' || !serves(provider, call)) continue;
    if (best && best.provider.preference >= provider.preference) continue;
    const grantedBy = grantOf(provider, question);
    if (grantedBy !== null) best = { provider, model: null, prefix: '', grantedBy };
  }
  const flag = call.format.flags.join(' or ');
  if (!best) {
    const why = `no passthrough provider of ${flag} has a model for user "${identity.login}"`;
    return refuse('unknown_endpoint', `no route found for ${call.path}: ${why}`);
  }
  const { provider, grantedBy } = best;
  trace?.('grant', `a model of ${provider.id}: opened by ${grantedBy}`);
  trace?.('provider', `${provider.id}, where the caller has an account of their own`);
  if (bringsCredential(headers, reserved)) return best;
  return refuse(
    'credential_missing',
    `${call.path} is about an account of yours at provider "${provider.id}": sign in there`,
  );
}

function grantOf(provider: Provider, { access }: RouteQuestion): string | null {
  for (const model of provider.models) {
    const permission = access.mayUse(provider.id, model);
    if (permission) return permission.grant.where;
  }
  return null;
}
