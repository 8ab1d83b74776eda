/** What pages of lists have in common, described. */
import type { Answer } from './description.ts';
import { list, MAYBE_STRING, object, saying, STRING, type JsonSchema } from './schema.ts';

/** The answer of a list: a page of it, or a table of many. */
export function pageOrTable(name: string, item: JsonSchema): Answer {
  return {
    description: 'A page; or a table, if `format` or `Accept` say so.',
    content: {
      'application/json': object({
        [name]: list(item),
        next: saying('The `cursor` of the next page; null on the last.', MAYBE_STRING),
      }),
      'application/jsonl': STRING,
      'text/csv': STRING,
    },
  };
}

/** What the parameters of queries mean. One that is not in here fails a test. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  from: 'The beginning of the time, itself included.',
  to: 'The end of the time, itself not included.',
  user: 'The login.',
  model: 'The model, as it was asked for or as the provider knows it; for sums only the latter.',
  provider: 'The id of the provider.',
  client: 'The program that called.',
  tool: 'The name of the tool.',
  actor: 'The login of whoever did it.',
  action: 'What was done.',
  target: 'To what.',
  status: 'The status that the client got.',
  outcome: 'How the call ended.',
  session: "The client's conversation.",
  failed: 'Whether a call of the session did not complete.',
  header:
    'A header that calls had: `x-team`, or `x-team:red` with its value. One of `database.headers.filterable`, and of the `filterable_headers` of a grant.',
  q: 'Text in the names, ids, path or error of what is listed, without regard to case.',
  limit: 'How many on a page.',
  max: 'How many in a table.',
  cursor: '`next` of the page before.',
  format: 'How the answer is written; wins over `Accept`.',
  by: 'What the sums are told apart by.',
  against: 'The version that it is compared with; by default the one before.',
  after: 'The id of a record to go on behind; `Last-Event-ID` wins.',
};
