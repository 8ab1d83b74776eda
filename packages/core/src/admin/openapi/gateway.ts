/** What is told of the gateway and of the caller, described. */
import { jsonOf, type Description } from './description.ts';
import {
  BOOLEAN,
  COUNT,
  list,
  MAYBE_STRING,
  named,
  nullable,
  object,
  oneOf,
  ref,
  saying,
  STRING,
  TIME,
} from './schema.ts';

export const TELL_ME: Description = {
  name: 'whoAmI',
  summary: 'Who the caller is to the gateway',
  answers: {
    200: jsonOf(
      'The caller, and what the gateway has.',
      object({
        identity: object({
          login: STRING,
          display_name: MAYBE_STRING,
          node: MAYBE_STRING,
          tags: list(STRING),
          groups: list(STRING),
          source: STRING,
        }),
        role: oneOf('user', 'admin'),
        gateway: object({
          version: STRING,
          hostname: MAYBE_STRING,
          base_path: STRING,
          records: BOOLEAN,
          config: object({ writable: BOOLEAN, reason: MAYBE_STRING }),
          pages: BOOLEAN,
        }),
      }),
    ),
  },
};

export const TELL_HEALTH: Description = {
  name: 'getHealth',
  summary: 'How the gateway is',
  answers: {
    200: jsonOf(
      'At this moment.',
      object({
        version: STRING,
        since: saying('When it started.', TIME),
        now: TIME,
        config: object({
          source: STRING,
          loaded_at: nullable(TIME),
          writable: BOOLEAN,
          reason: MAYBE_STRING,
          error: saying(
            'Why a changed config is not in force.',
            nullable(object({ time: TIME, problems: list(ref('ConfigProblem')) })),
          ),
          warnings: list(ref('ConfigProblem')),
        }),
        store: nullable(
          object({
            queued: COUNT,
            written: COUNT,
            dropped_records: COUNT,
            dropped_captures: COUNT,
            failing: MAYBE_STRING,
          }),
        ),
        audit: nullable(object({ failing: MAYBE_STRING })),
        exporters: list(
          object({
            name: STRING,
            enabled: BOOLEAN,
            last_export: nullable(TIME),
            exported: COUNT,
            waiting: nullable(COUNT),
            failing: MAYBE_STRING,
          }),
        ),
        providers: list(
          object({
            id: STRING,
            name: STRING,
            disabled: BOOLEAN,
            models: saying('How many there are.', COUNT),
            requests: saying('Since the start; null if nobody counts.', nullable(COUNT)),
            failed: nullable(COUNT),
            last_success: nullable(TIME),
            last_failure: nullable(
              object({ time: TIME, status: { type: 'integer' }, outcome: STRING, error: MAYBE_STRING }),
            ),
          }),
        ),
        listeners: saying('Open streams of records.', COUNT),
      }),
    ),
  },
};

export const EXPLAIN: Description = {
  name: 'explain',
  summary: 'What would happen to a request, and why',
  details:
    'Nothing is forwarded. Users ask for themselves and hear of nothing that no grant opens for them. No value of a header is told.',
  body: object({
    path: saying('Path and query as the client writes them.', { type: 'string', pattern: '^/' }),
    'method?': saying('Default POST, or GET where the path takes no other.', STRING),
    'model?': saying('The model that the body would name, or a message on a WebSocket.', STRING),
    'headers?': named(STRING, 'Without them it is assumed that the client sends a credential of its own.'),
    'websocket?': saying('The client asks for a WebSocket.', BOOLEAN),
    'as?': saying('The login, if it is not the caller: for admins.', STRING),
    'tags?': list(STRING, 'Of a tagged device: for admins.'),
    'groups?': list(STRING, 'As grants write them: for admins.'),
  }),
  answers: {
    200: jsonOf(
      'The decision.',
      object({
        decision: oneOf('forward', 'answer', 'refuse'),
        steps: list(object({ step: STRING, detail: STRING })),
        'forward?': object({
          provider: STRING,
          'model?': STRING,
          url: STRING,
          credential: oneOf('override', 'passthrough', 'fallback', 'none'),
          'grant?': STRING,
        }),
        'refusal?': object({ status: { type: 'integer' }, code: STRING, message: STRING }),
      }),
    ),
  },
};

export const TELL_DOCUMENT: Description = {
  name: 'getOpenApi',
  summary: 'This document',
  answers: { 200: jsonOf('OpenAPI 3.1.', named({})) },
};
