/** One line of the table of what the gateway answers under `/aperture/`. */
import type { Access } from '../access/grants.ts';
import { decoded } from '../routing/path.ts';
import type { Description } from './openapi/description.ts';
import type { Answering } from './question.ts';

/** A path has a line for each way to answer under it. */
export interface Route {
  /** The methods that it takes. */
  readonly methods: readonly string[];
  /**
   * `{id}` stands for one segment, or for what a segment has ahead of its `:verb`; `{model...}` at the end for all the rest,
   * which is decoded: names of models have slashes in them.
   */
  readonly path: string;
  readonly roles: Roles;
  readonly answer: Answering;
  /** What the API's document says of it. */
  readonly description: Description;
}

/** Whoever may ask; what they then see is the answer's affair. */
type Roles = readonly NonNullable<Access['role']>[];

export const ADMINS: Roles = ['admin'];
/** Everybody who has a role. */
export const EVERYBODY: Roles = ['user', 'admin'];

/** A line that shows something. */
export function read(path: string, roles: Roles, answer: Answering, description: Description): Route {
  return { methods: ['GET', 'HEAD'], path, roles, answer, description };
}

/** A line that does something with a body. */
export function take(
  method: 'POST' | 'PUT',
  path: string,
  roles: Roles,
  answer: Answering,
  description: Description,
): Route {
  return { methods: [method], path, roles, answer, description };
}

const REST = '{model...}';

/** What stands in the place of `{id}`, empty where the pattern has none; null if the path is another one. */
export function idIn(path: string, pattern: string): string | null {
  const [ahead = '', name] = pattern.split(REST);
  if (name !== undefined)
    return path.length > ahead.length && path.startsWith(ahead) ? decoded(path.slice(ahead.length)) : null;
  const [before = '', after] = pattern.split('{id}');
  if (after === undefined) return path === pattern ? '' : null;
  if (!path.startsWith(before) || !path.endsWith(after)) return null;
  const id = path.slice(before.length, path.length - after.length);
  // A verb after a colon is never part of the id.
  return /^[^/:]+$/.test(id) ? id : null;
}
