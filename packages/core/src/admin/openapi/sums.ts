/** Sums over calls, described. */
import { USAGE_NAMES } from '../../record/usage.ts';
import { SUMS_QUERY } from '../record-parameters.ts';
import { TOOLS_QUERY } from '../tools.ts';
import type { Description } from './description.ts';
import {
  COUNT,
  list,
  nullable,
  NUMBER,
  object,
  ref,
  saying,
  STRING,
  TIME,
  type JsonSchema,
} from './schema.ts';

/** What calls come to. */
export const TOTALS: Readonly<Record<string, JsonSchema>> = {
  requests: COUNT,
  failed: COUNT,
  usage: ref('Usage'),
  cost: ref('Money'),
  unpriced: COUNT,
  duration_ms: NUMBER,
};

/** The schemas that have a name in the document. */
export const SUM_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Money: object({
    nano_dollars: saying('Billionths of a US dollar.', { type: 'integer' }),
    dollars: saying('The same as an exact decimal.', STRING),
  }),
  Usage: object(
    Object.fromEntries(Object.values(USAGE_NAMES).map((name) => [`${name}?`, COUNT])),
    'What the vendor did not tell is absent.',
  ),
};

/** Sums as JSON, over the whole hours that they are of. */
function sums(keys: readonly string[], row: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const times = { 'hour?': TIME, 'day?': TIME };
  const key = object({ ...Object.fromEntries(keys.map((name) => [`${name}?`, STRING])), ...times });
  return object({ rows: list(object({ key, ...row })), from: nullable(TIME), to: nullable(TIME) });
}

/** What the descriptions of sums have in common. */
const SUMS = { details: 'Over whole hours: the answer says which.', problems: [404, 503] };
const IN_ORDER = 'The sums, in the order of their keys.';

export const SUM_UP: Description = {
  ...SUMS,
  name: 'sumUsage',
  summary: 'Sums over records',
  query: SUMS_QUERY,
  answers: {
    200: {
      description: IN_ORDER,
      content: {
        'application/json': sums(['user', 'model', 'provider', 'client', 'outcome', 'header'], TOTALS),
        'text/csv': STRING,
      },
    },
  },
};

export const SUM_TOOLS: Description = {
  ...SUMS,
  name: 'sumTools',
  summary: 'Which tools models called, and how often',
  query: TOOLS_QUERY,
  answers: {
    200: {
      description: IN_ORDER,
      content: {
        'application/json': sums(['tool', 'user', 'model', 'client'], {
          calls: COUNT,
          requests: saying('Requests whose answers had such a call.', COUNT),
        }),
        'application/jsonl': STRING,
        'text/csv': STRING,
      },
    },
  },
};
