/** `GET /aperture/audit`: what admins did, a page of it or a table. */
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import type { AuditEvent, AuditFilter, AuditQuery } from '../ports/audit-log.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { RawResponse } from '../wire/raw.ts';
import { logUnreadable, readable } from './from-store.ts';
import { listForm, mistakesInSpan, name, PAGES, SPAN, type ListForm } from './list-parameters.ts';
import { answerList } from './page-answer.ts';
import { readParameters, refuseMistakes, type Query } from './parameters.ts';
import type { Question } from './question.ts';
import { identityJson, timeJson, type IdentityJson } from './record-json.ts';
import { bounded } from './store-reader.ts';

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

interface AuditAsked extends ListForm {
  readonly filter: AuditFilter & Pick<AuditQuery, 'cursor'>;
}

export async function listAudit({ running, by, query, headers }: Question): Promise<RawResponse | Refusal> {
  const { audit, logger } = running;
  if (!audit) return NO_AUDIT;
  const asked = auditAsked(query, headers);
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
      async page(limit, cursor) {
        const page = { ...filter, ...(cursor !== undefined && { cursor }), limit };
        const { events, next } = await bounded(audit.log, by.identity.login, () => audit.log.find(page));
        return { items: events, next };
      },
      failed: (error) => logUnreadable(logger, error),
    }),
  );
}

function auditAsked(query: string, headers: HeaderList): AuditAsked | Refusal {
  const { values, mistakes } = readParameters(query, KNOWN);
  const { count, format, mistakes: contradictions } = listForm(values, headers);
  const all = [...mistakes, ...mistakesInSpan(values), ...contradictions];
  if (all.length > 0) return refuseMistakes(all);
  const { q, limit: _limit, max: _max, format: _format, ...filter } = values;
  return { filter: { ...filter, ...(q !== undefined && { text: q }) }, count, format };
}

function eventJson({ id, time, actor, action, target, detail }: AuditEvent): EventJson {
  return { id, time: timeJson(time), actor: actor && identityJson(actor), action, target, detail };
}
