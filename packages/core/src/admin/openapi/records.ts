/** Records and sessions, described. */
import { LIST_QUERY, LIVE_QUERY, OUTCOMES } from '../record-parameters.ts';
import { SESSIONS_QUERY } from '../sessions.ts';
import { jsonOf, type Description } from './description.ts';
import { pageOrTable } from './page.ts';
import {
  BOOLEAN,
  COUNT,
  list,
  MAYBE_STRING,
  nullable,
  NUMBER,
  object,
  oneOf,
  ref,
  saying,
  STRING,
  TIME,
  type JsonSchema,
} from './schema.ts';
import { TOTALS } from './sums.ts';

const MILLISECONDS = nullable(NUMBER);

/** Fields of a record. */
const RECORD = {
  id: saying('A UUID that sorts by the time of arrival.', STRING),
  time: saying('When the request arrived.', TIME),
  identity: saying('Null if nobody could tell who called.', nullable(ref('Identity'))),
  client: object({ name: STRING, version: MAYBE_STRING }),
  method: STRING,
  path: STRING,
  format: STRING,
  provider: MAYBE_STRING,
  model: object({ asked: MAYBE_STRING, served: MAYBE_STRING, answered: MAYBE_STRING }),
  route: nullable(
    object({
      grant: STRING,
      credential: oneOf('override', 'passthrough', 'fallback', 'none'),
      url: STRING,
    }),
  ),
  status: { type: 'integer' },
  outcome: oneOf(...OUTCOMES),
  refusal: MAYBE_STRING,
  error: MAYBE_STRING,
  streamed: BOOLEAN,
  answer: nullable(
    object({
      id: MAYBE_STRING,
      stop_reason: MAYBE_STRING,
      tool_calls: object({ count: COUNT, names: list(STRING) }),
      messages: COUNT,
      unreadable: MAYBE_STRING,
    }),
  ),
  usage: nullable(ref('Usage')),
  cost: nullable(
    object({ nano_dollars: { type: 'integer' }, dollars: STRING, basis: STRING, source: STRING }),
  ),
  session: STRING,
  sizes: object({ request_bytes: COUNT, response_bytes: COUNT }),
  timings: object({
    queue_ms: MILLISECONDS,
    upstream_head_ms: MILLISECONDS,
    first_event_ms: MILLISECONDS,
    total_ms: NUMBER,
    gateway_ms: NUMBER,
  }),
};

const MESSAGE = object({
  headers: list({ type: 'array', items: STRING, minItems: 2, maxItems: 2 }, 'Names and values.'),
  body: MAYBE_STRING,
  cut: MAYBE_STRING,
});

/** The schemas that have a name in the document. */
export const RECORD_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Identity: object({ login: STRING, node: MAYBE_STRING, tags: list(STRING), source: STRING }),
  Record: object(RECORD, 'A call that is over.'),
  Session: object({
    id: STRING,
    user: MAYBE_STRING,
    client: STRING,
    models: list(STRING),
    providers: list(STRING),
    first: TIME,
    last: TIME,
    ...TOTALS,
    tool_calls: COUNT,
  }),
  RecordWithCapture: object({
    ...RECORD,
    capture: nullable(object({ request: MESSAGE, response: nullable(MESSAGE) }, 'Without secrets.')),
  }),
};

export const LIST_RECORDS: Description = {
  name: 'listRecords',
  summary: 'Records of calls, newest first',
  query: LIST_QUERY,
  answers: { 200: pageOrTable('records', ref('Record')) },
  problems: [404, 503],
};

export const TELL_RECORD: Description = {
  name: 'getRecord',
  summary: 'One record with its capture',
  places: { id: 'The id of the record.' },
  answers: { 200: jsonOf('The record.', ref('RecordWithCapture')) },
  problems: [404, 503],
};

export const LIST_SESSIONS: Description = {
  name: 'listSessions',
  summary: 'Conversations, that with the latest call first',
  query: SESSIONS_QUERY,
  answers: { 200: pageOrTable('sessions', ref('Session')) },
  problems: [404, 503],
};

export const LISTEN: Description = {
  name: 'listen',
  summary: 'Records as the calls end',
  details:
    'Server-sent events: `record` with a Record as its data and the id of the record as its own, `lag` with ' +
    '`{"dropped": n}` (null where nobody knows how many), and for admins `config` with `{"etag", "time"}`.',
  query: LIVE_QUERY,
  headers: { 'Last-Event-ID': 'The id of the last record that came, to go on behind it.' },
  answers: {
    200: { description: 'Events until the client leaves.', content: { 'text/event-stream': STRING } },
  },
  problems: [503],
};
