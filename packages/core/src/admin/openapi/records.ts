/** Records and sums, described. */
import { USAGE_NAMES } from '../../record/usage.ts';
import { LIST_QUERY, LIVE_QUERY, OUTCOMES, SUMS_QUERY } from '../record-parameters.ts';
import { SESSIONS_QUERY } from '../sessions.ts';
import { jsonOf, type Description } from './description.ts';
import { PAGE_FIELDS } from './page.ts';
import {
  BOOLEAN,
  COUNT,
  list,
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

const MAYBE_STRING = nullable(STRING);
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
  cut: nullable(STRING),
});

/** The schemas that have a name in the document. */
export const RECORD_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Money: object({
    nano_dollars: saying('Billionths of a US dollar.', { type: 'integer' }),
    dollars: saying('The same as an exact decimal.', STRING),
  }),
  Usage: object(
    Object.fromEntries(Object.values(USAGE_NAMES).map((name) => [`${name}?`, COUNT])),
    'What the vendor did not tell is absent.',
  ),
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
    requests: COUNT,
    failed: COUNT,
    usage: ref('Usage'),
    cost: ref('Money'),
    unpriced: COUNT,
    tool_calls: COUNT,
    duration_ms: NUMBER,
  }),
  RecordWithCapture: object({
    ...RECORD,
    capture: nullable(object({ request: MESSAGE, response: nullable(MESSAGE) }, 'Without secrets.')),
  }),
};

const TABLES = { 'application/jsonl': STRING, 'text/csv': STRING };

export const LIST_RECORDS: Description = {
  name: 'listRecords',
  summary: 'Records of calls, newest first',
  query: LIST_QUERY,
  answers: {
    200: {
      description: 'A page; or a table, if `format` or `Accept` say so.',
      content: {
        'application/json': object({ records: list(ref('Record')), ...PAGE_FIELDS }),
        ...TABLES,
      },
    },
  },
  problems: [404, 503],
};

export const TELL_RECORD: Description = {
  name: 'getRecord',
  summary: 'One record with its capture',
  places: { id: 'The id of the record.' },
  answers: { 200: jsonOf('The record.', ref('RecordWithCapture')) },
  problems: [404, 503],
};

export const SUM_UP: Description = {
  name: 'sumUsage',
  summary: 'Sums over records',
  details: 'Over whole hours: the answer says which.',
  query: SUMS_QUERY,
  answers: {
    200: {
      description: 'The sums, in the order of their keys.',
      content: {
        'application/json': object({
          rows: list(
            object({
              key: object({
                'user?': STRING,
                'model?': STRING,
                'provider?': STRING,
                'client?': STRING,
                'outcome?': STRING,
                'hour?': TIME,
                'day?': TIME,
              }),
              requests: COUNT,
              failed: COUNT,
              usage: ref('Usage'),
              cost: ref('Money'),
              unpriced: COUNT,
              duration_ms: NUMBER,
            }),
          ),
          from: nullable(TIME),
          to: nullable(TIME),
        }),
        'text/csv': STRING,
      },
    },
  },
  problems: [404, 503],
};

export const LIST_SESSIONS: Description = {
  name: 'listSessions',
  summary: 'Conversations, that with the latest call first',
  query: SESSIONS_QUERY,
  answers: {
    200: {
      description: 'A page; or a table, if `format` or `Accept` say so.',
      content: {
        'application/json': object({ sessions: list(ref('Session')), ...PAGE_FIELDS }),
        ...TABLES,
      },
    },
  },
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
