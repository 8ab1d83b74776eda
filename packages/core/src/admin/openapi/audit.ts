/** The audit log, described. */
import { AUDIT_QUERY } from '../audit.ts';
import type { Description } from './description.ts';
import { pageOrTable } from './page.ts';
import {
  MAYBE_STRING,
  named,
  nullable,
  object,
  ref,
  saying,
  STRING,
  TIME,
  type JsonSchema,
} from './schema.ts';

/** The schemas that have a name in the document. */
export const AUDIT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  AuditEvent: object({
    id: saying('A UUID that sorts by time.', STRING),
    time: TIME,
    actor: saying('Null where nobody asked the gateway for it.', nullable(ref('Identity'))),
    action: saying('`records.viewed`, `config.saved`, …', STRING),
    target: saying(
      'The login whose records were looked at, `*` for everybody; or the name of a config.',
      MAYBE_STRING,
    ),
    detail: named({}, 'What else is to tell, by the action.'),
  }),
};

export const LIST_AUDIT: Description = {
  name: 'listAudit',
  summary: 'What admins did, newest first',
  query: AUDIT_QUERY,
  answers: { 200: pageOrTable('events', ref('AuditEvent')) },
  problems: [404, 503],
};
