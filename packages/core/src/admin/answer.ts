/** Answers what is asked under `/aperture/`. */
import type { Access } from '../access/grants.ts';
import { CROSS_SITE, isForeignPage } from '../access/cross-site.ts';
import { refuse, type Refusal } from '../errors.ts';
import { hostOf } from '../admit.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { RawResponse } from '../wire/raw.ts';
import type { Question } from './question.ts';
import type { Route } from './route.ts';
import type { Found } from './routes.ts';

/** What a role is told that a route does not name. */
export const NOT_FOR_YOU: Refusal = refuse('not_granted', 'this needs another role than yours');

/** True if the route names the role. */
export function mayAsk({ roles }: Route, { role }: Access): boolean {
  return role !== null && roles.includes(role);
}

/** Answers, if nothing is changed for a page of another origin, however its caller is known, and the caller's role may ask. */
export async function answerRoute(
  { route, id }: Found,
  question: Omit<Question, 'id'>,
): Promise<RawResponse | Refusal> {
  const { by, request } = question;
  if (isForeignChange(request.method, request.headers, hostOf(request))) return CROSS_SITE;
  if (!mayAsk(route, by.access)) return NOT_FOR_YOU;
  return route.answer({ ...question, id });
}

/** True for a request that may change something, for a page of another origin. */
export function isForeignChange(method: string, headers: HeaderList, host: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && isForeignPage(headers, host);
}
