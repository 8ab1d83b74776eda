/** What is told of the gateway and of the caller, described. */
import { jsonOf, type Description } from './description.ts';
import { BOOLEAN, list, named, nullable, object, oneOf, STRING } from './schema.ts';

const MAYBE_STRING = nullable(STRING);

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

export const TELL_DOCUMENT: Description = {
  name: 'getOpenApi',
  summary: 'This document',
  answers: { 200: jsonOf('OpenAPI 3.1.', named({})) },
};
