/** Calls of tools, described. */
import { TOOLS_QUERY } from '../tools.ts';
import type { Description } from './description.ts';
import { COUNT, list, nullable, object, saying, STRING, TIME } from './schema.ts';

export const SUM_TOOLS: Description = {
  name: 'sumTools',
  summary: 'Which tools models called, and how often',
  details: 'Over whole hours: the answer says which.',
  query: TOOLS_QUERY,
  answers: {
    200: {
      description: 'The sums, in the order of their keys.',
      content: {
        'application/json': object({
          rows: list(
            object({
              key: object({
                'tool?': STRING,
                'user?': STRING,
                'model?': STRING,
                'client?': STRING,
                'hour?': TIME,
                'day?': TIME,
              }),
              calls: COUNT,
              requests: saying('Requests whose answers had such a call.', COUNT),
            }),
          ),
          from: nullable(TIME),
          to: nullable(TIME),
        }),
        'application/jsonl': STRING,
        'text/csv': STRING,
      },
    },
  },
  problems: [404, 503],
};
