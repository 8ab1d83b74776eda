/** Whose records a caller sees. */
import type { Admitted } from '../admit.ts';
import type { Look } from '../audit/auditor.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { Question } from './question.ts';

const OTHERS = refuse('not_granted', 'only admins may ask for the records of others');

/**
 * Whose records are looked at: a user's own, and for admins those asked for, or everybody's. A user who asks for another's
 * is told no, and not shown an empty list: it would say that there is nothing.
 *
 * @param asked the login that the caller names
 */
export function whose(
  { identity, access }: Admitted,
  asked: string | undefined,
): { readonly user?: string } | Refusal {
  if (access.role === 'admin') return asked === undefined ? {} : { user: asked };
  return owns({ identity }, asked ?? identity.login) ? { user: identity.login } : OTHERS;
}

/** True if the records of a login are the caller's own. Stores keep calls of nobody under the empty login. */
export function owns({ identity }: Pick<Admitted, 'identity'>, login: string | undefined): boolean {
  return login === identity.login && login !== '';
}

/** Tells the audit log when an admin looks at what is not theirs (spec/aperture.md 6). */
export function noteLook(
  { running: { audit }, by }: Question,
  look: Pick<Look, 'what' | 'whose'> & { readonly id?: string },
): void {
  if (!owns(by, look.whose ?? undefined)) audit?.looked({ id: null, ...look, by: by.identity });
}
