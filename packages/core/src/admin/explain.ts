/** `POST /aperture/explain`: what would happen to a request, and why. Nothing is forwarded. */
import { list, named, optional, section, flag, text } from '../config/schema/field.ts';
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import { identityOf } from '../explain/explain.ts';
import type { Question as Asked } from '../explain/explanation.ts';
import type { Identity } from '../ports/identity.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { RawResponse } from '../wire/raw.ts';
import { DATA } from './data-answer.ts';
import { fromJson, refuseBody } from './json-body.ts';
import type { Answering, Question } from './question.ts';
import { nothingAsked } from './record-parameters.ts';

/** The body: the request, and for admins whose it is. */
interface Body {
  readonly method: string | undefined;
  readonly path: string;
  readonly model: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly websocket: boolean | undefined;
  readonly as: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly groups: readonly string[] | undefined;
}

const BODY = section<Body>('A request to explain.', {
  method: optional(text()),
  path: text(),
  model: optional(text()),
  headers: optional(named('Headers.', text())),
  websocket: optional(flag('The client asks for a WebSocket.')),
  as: optional(text()),
  tags: optional(list('Tags.', text())),
  groups: optional(list('Groups.', text())),
});

/** As long as the heads that the gateway takes. */
const MAX_BODY = 64 * 1024;

const OTHERS = refuse(
  'not_granted',
  'only admins may ask what others may do; leave out "as", "tags" and "groups"',
);

export const explainRequest: Answering = fromJson(BODY, tell, MAX_BODY);

async function tell({ running, by, query, context }: Question, body: Body): Promise<RawResponse | Refusal> {
  const { method, path, model, headers, websocket } = body;
  const mistaken = nothingAsked(query);
  if (mistaken) return mistaken;
  if (!path.startsWith('/')) {
    return refuseBody([
      { location: 'body.path', message: 'must begin with "/": path and query, without the host' },
    ]);
  }
  const identity = whomOf(by.identity, by.access.role === 'admin', body);
  if (isRefusal(identity)) return identity;
  const asked: Omit<Asked, 'as'> = {
    path: belowMount(path, context.basePath),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(model !== undefined && { model }),
    ...(headers !== undefined && { headers }),
    ...(websocket !== undefined && { websocket }),
  };
  const audience = by.access.role === 'admin' ? 'admins' : 'users';
  return jsonAnswer(200, running.explain(audience, asked, identity), DATA);
}

/** The path as the gateway gets it, of one that has what the gateway is mounted under in front. */
function belowMount(path: string, mount: string | undefined): string {
  return mount && path.startsWith(`${mount}/`) ? path.slice(mount.length) : path;
}

/** Whose request it is: the caller's own, with all that is known of the caller, or that of somebody else. */
function whomOf(caller: Identity, isAdmin: boolean, { as, tags, groups }: Body): Identity | Refusal {
  if (as === undefined && tags === undefined && groups === undefined) return caller;
  if (isAdmin) return identityOf({ as: as ?? caller.login, tags: tags ?? [], groups: groups ?? [] });
  return as === caller.login && tags === undefined && groups === undefined ? caller : OTHERS;
}
