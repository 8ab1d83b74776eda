/** Answers what is asked under `/aperture/`. */
import type { Access } from '../access/grants.ts';
import { refuse, type Refusal } from '../errors.ts';
import type { RawResponse } from '../wire/raw.ts';
import { refuseForeign } from './foreign.ts';
import type { Question } from './question.ts';
import type { Found, Route } from './routes.ts';

/** What a role is told that a route does not name. */
export const NOT_FOR_YOU: Refusal = refuse('not_granted', 'this needs another role than yours');

/** True if the route names the role. */
export function mayAsk({ roles }: Route, { role }: Access): boolean {
  return role !== null && roles.includes(role);
}

/** Answers, if the request is no foreign page's doing and the caller's role may ask. */
export async function answerRoute(
  { route, id }: Found,
  question: Omit<Question, 'id'>,
): Promise<RawResponse | Refusal> {
  const { running, by, request } = question;
  const foreign = refuseForeign(request, running, by.identity);
  if (foreign) return foreign;
  if (!mayAsk(route, by.access)) return NOT_FOR_YOU;
  return route.answer({ ...question, id });
}
