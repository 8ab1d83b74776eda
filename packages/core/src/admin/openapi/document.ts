/** `GET /aperture/openapi.json`: the table of routes as an OpenAPI 3.1 document. */
import { jsonAnswer } from '../../relay/answer.ts';
import { VERSION } from '../../version.ts';
import { DATA } from '../data-answer.ts';
import type { Answering } from '../question.ts';
import { nothingAsked } from '../record-parameters.ts';
import type { Route } from '../route.ts';
import { AUDIT_SCHEMAS } from './audit.ts';
import { PRICE_SCHEMAS } from './prices.ts';
import { CONFIG_SCHEMAS } from './config.ts';
import type { Answer, Description } from './description.ts';
import { PARAMETERS } from './page.ts';
import { RECORD_SCHEMAS } from './records.ts';
import { COUNT, list, object, oneOf, ref, STRING, type JsonSchema } from './schema.ts';
import { SUM_SCHEMAS } from './sums.ts';

const ABOUT =
  'Times are RFC 3339; money is a whole number of nano-dollars and the same as an exact decimal; whatever is not known is ' +
  'absent or null, never 0. Errors are problems of RFC 9457. Wherever there is GET, there is HEAD. The caller is ' +
  'identified as for a call of a model; `x-roles` tells who may ask.';

const PROBLEM: JsonSchema = object(
  {
    type: STRING,
    title: STRING,
    status: { type: 'integer' },
    detail: STRING,
    'errors?': list(
      object({
        location: STRING,
        message: STRING,
        'value?': STRING,
        'line?': COUNT,
        'column?': COUNT,
        'path?': STRING,
        'level?': oneOf('error', 'warning'),
      }),
    ),
  },
  'RFC 9457. `title` is a code that stays.',
);

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The request makes no sense.',
  403: 'The caller is not known, has no role, or another one than is needed; or a page of another site asks.',
  404: 'There is no such thing, or none that the caller may see.',
  409: 'It is not possible as things are.',
  412: 'It is another one by now than `If-Match` says.',
  413: 'The body is too long.',
  415: 'The body is no JSON.',
  422: 'The query or the body has mistakes; `errors` has each.',
  428: '`If-Match` is missing.',
  503: 'It cannot be answered at the moment; `Retry-After` says when to try again.',
};

/** Makes the answer for a table. */
export function tellDocument(routes: () => readonly Route[]): Answering {
  return async ({ query, running, context }) => {
    const mistaken = nothingAsked(query);
    if (mistaken) return mistaken;
    const basePath = (context.basePath ?? '') + running.snapshot.server.basePath;
    return jsonAnswer(200, documentOf(routes(), basePath), DATA);
  };
}

/** The document. */
export function documentOf(routes: readonly Route[], basePath: string): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const { methods, path, description } = route;
    for (const method of methods) {
      if (method === 'HEAD') continue;
      (paths[path.replace('...}', '}')] ??= {})[method.toLowerCase()] = operationOf(route, description);
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Aperture API',
      version: VERSION,
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: basePath === '' ? '/' : basePath }],
    paths,
    components: {
      schemas: {
        ...SUM_SCHEMAS,
        ...RECORD_SCHEMAS,
        ...AUDIT_SCHEMAS,
        ...PRICE_SCHEMAS,
        ...CONFIG_SCHEMAS,
        Problem: PROBLEM,
      },
    },
  };
}

function operationOf({ roles }: Route, description: Description): JsonSchema {
  const { name, summary, details, query = {}, places = {}, headers = {}, body, answers } = description;
  const parameters = [
    ...Object.entries(places).map(([place, what]) => parameter('path', place, what, STRING, true)),
    ...Object.entries(query).map(([param, { schema = STRING }]) =>
      parameter('query', param, PARAMETERS[param] ?? param, schema, false),
    ),
    ...Object.entries(headers).map(([header, what]) => parameter('header', header, what, STRING, false)),
  ];
  const problems = new Set([403, 422, ...(body ? [413, 415] : []), ...(description.problems ?? [])]);
  return {
    operationId: name,
    summary,
    ...(details !== undefined && { description: details }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...Object.fromEntries([...problems].map((status) => [status, problemOf(status)])),
    },
    'x-roles': roles,
  };
}

function parameter(
  where: 'path' | 'query' | 'header',
  name: string,
  description: string,
  schema: JsonSchema,
  required: boolean,
): JsonSchema {
  // A list is one value with commas.
  const isList = schema['type'] === 'array';
  return {
    name,
    in: where,
    description,
    schema,
    ...(required && { required }),
    ...(isList && { style: 'form', explode: false }),
  };
}

function answerOf({ description, content, headers }: Answer): JsonSchema {
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, what]) => [name, { description: what, schema: STRING }]),
      ),
    }),
    ...(content && {
      content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }])),
    }),
  };
}

function problemOf(status: number): JsonSchema {
  return {
    description: PROBLEMS[status] ?? 'It is refused.',
    content: { 'application/problem+json': { schema: ref('Problem') } },
  };
}
