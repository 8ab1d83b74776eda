/** Why a request goes where it goes: the same steps that decide it, told one by one. */
import { isRefusal } from '../errors.ts';
import type { Identity } from '../ports/identity.ts';
import type { Running } from '../running.ts';
import { decide } from './decide.ts';
import { NAMED_BY_QUESTION, type Explanation, type Question } from './explanation.ts';

/** Who is told: those who run the gateway, or a user, who hears of nothing that no grant opens. */
export type Audience = 'admins' | 'users';

/** Explains a request of somebody whom the question names, under the config in force. */
export function explain(running: Running, question: Question): Explanation {
  return explainTo('admins', running, question, identityOf(question));
}

/** Explains a request of the identity. */
export function explainTo(
  audience: Audience,
  running: Running,
  question: Omit<Question, 'as'>,
  identity: Identity,
): Explanation {
  const steps: { step: string; detail: string }[] = [];
  const outcome = decide(running, question, identity, (step, detail, forUsers) => {
    const told = audience === 'admins' || forUsers === undefined ? detail : forUsers;
    if (told !== null) steps.push({ step, detail: told });
  });
  if (outcome === null) return { decision: 'answer', steps };
  if (!isRefusal(outcome)) return { decision: 'forward', steps, forward: outcome };
  const { status, code, message } = outcome;
  return { decision: 'refuse', steps, refusal: { status, code, message } };
}

/** Whom a question names. */
export function identityOf({
  as: login,
  tags = [],
  groups = [],
}: Pick<Question, 'as' | 'tags' | 'groups'>): Identity {
  const sorted = [...tags].sort();
  return {
    login: sorted.length > 0 ? sorted.join(',') : login,
    tags: sorted,
    groups,
    source: NAMED_BY_QUESTION,
  };
}
