/** `GET /aperture/audit`: what admins did, a page of it or a table. */
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import type { AuditEvent, AuditPage } from '../ports/audit-log.ts';
import type { RawResponse } from '../wire/raw.ts';
import { readable } from './from-store.ts';
import { listAsked, name, PAGES, SPAN } from './list-parameters.ts';
import { answerList } from './page-answer.ts';
import type { Query } from './parameters.ts';
import type { Question } from './question.ts';
import { identityJson, type IdentityJson } from './record-json.ts';
import { bounded } from './store-reader.ts';
import { timeJson } from './time.ts';

const NO_AUDIT = refuse(
  'unknown_endpoint',
  'no audit log is kept here: `aperture serve` keeps one with its records, and createGateway takes one as `audit`, or a store that has one',
);

const KNOWN = { ...SPAN, actor: name, action: name, target: name, q: name, ...PAGES };
/** For the API's document. */
export const AUDIT_QUERY: Query = KNOWN;

/** An event (docs/reference/api.md). */
export interface EventJson {
  readonly id: string;
  readonly time: string;
  readonly actor: IdentityJson | null;
  readonly action: string;
  readonly target: string | null;
  readonly detail: AuditEvent['detail'];
}

/** A test holds them to the fields of an event. */
export const AUDIT_COLUMNS: readonly string[] = [
  'id',
  'time',
  ...['login', 'node', 'tags', 'source'].map((field) => `actor.${field}`),
  'action',
  'target',
  'detail',
];

export async function listAudit({ running, by, query, headers }: Question): Promise<RawResponse | Refusal> {
  const { audit, logger } = running;
  if (!audit) return NO_AUDIT;
  const asked = listAsked(query, headers, KNOWN);
  if (isRefusal(asked)) return asked;
  const { filter } = asked;
  return readable(logger, () =>
    answerList({
      ...asked,
      name: 'events',
      columns: AUDIT_COLUMNS,
      json: eventJson,
      // What a detail holds depends on the action: one column has it all.
      row: (event) => ({ ...eventJson(event), detail: JSON.stringify(event.detail) }),
      async page(part) {
        const find = (): Promise<AuditPage> => audit.log.find({ ...filter, ...part });
        const { events, next } = await bounded(audit.log, by.identity.login, find);
        return { items: events, next };
      },
      logger,
    }),
  );
}

function eventJson({ id, time, actor, action, target, detail }: AuditEvent): EventJson {
  return { id, time: timeJson(time), actor: actor && identityJson(actor), action, target, detail };
}
