/** What the API's own document says of a route; it stands beside the route in the table. */
import type { JsonSchema } from './schema.ts';
import type { Query } from '../parameters.ts';

/** A route, for those who write clients. */
export interface Description {
  /** The name of the operation, for clients that are generated: `listRecords`. */
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** What more there is to know. */
  readonly details?: string;
  /** What stands in the places of the path, by their names. */
  readonly places?: Readonly<Record<string, string>>;
  /** The parameters of the query: the same table that the answer reads them with. PARAMETERS says what they mean. */
  readonly query?: Query;
  /** Request headers that it reads, by their names, and what they are for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The JSON body that it takes. */
  readonly body?: JsonSchema;
  /** What it answers if all is well, by status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Statuses that it says no with, besides those that follow from what stands above. */
  readonly problems?: readonly number[];
}

/** An answer with one status. */
export interface Answer {
  readonly description: string;
  /** Its bodies by content type; none if there is no body. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
  /** Headers that matter, and what they tell. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer in JSON. */
export function jsonOf(description: string, schema: JsonSchema, headers?: Answer['headers']): Answer {
  return { description, content: { 'application/json': schema }, ...(headers && { headers }) };
}
