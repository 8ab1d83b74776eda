/** The audit log, described. */
import { AUDIT_QUERY } from '../audit.ts';
import type { Description } from './description.ts';
import { PAGE_FIELDS } from './page.ts';
import { list, named, nullable, object, ref, saying, STRING, TIME, type JsonSchema } from './schema.ts';

/** The schemas that have a name in the document. */
export const AUDIT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  AuditEvent: object({
    id: saying('A UUID that sorts by time.', STRING),
    time: TIME,
    actor: saying('Null where nobody asked the gateway for it.', nullable(ref('Identity'))),
    action: saying('`records.viewed`, `config.saved`, …', STRING),
    target: saying(
      'The login whose records were looked at, `*` for everybody; or the name of a config.',
      nullable(STRING),
    ),
    detail: named({}, 'What else is to tell, by the action.'),
  }),
};

export const LIST_AUDIT: Description = {
  name: 'listAudit',
  summary: 'What admins did, newest first',
  query: AUDIT_QUERY,
  answers: {
    200: {
      description: 'A page; or a table, if `format` or `Accept` say so.',
      content: {
        'application/json': object({ events: list(ref('AuditEvent')), ...PAGE_FIELDS }),
        'application/jsonl': STRING,
        'text/csv': STRING,
      },
    },
  },
  problems: [404, 503],
};
