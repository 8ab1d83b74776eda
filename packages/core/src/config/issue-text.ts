/** What a schema's findings say to people: which part, what it should be, and what becomes of it. */
import type * as v from 'valibot';
import { pathText } from '../wording/path-text.ts';
import { firstWord } from './checks/quoting.ts';
import type { Report } from './report.ts';
import type { Path } from './tree.ts';

/**
 * The text of an issue. It never holds the value, which may be a secret in the wrong place.
 *
 * @param path where the issue is, in the values in use
 * @param leftOut the part that is left out because of it, or null if nothing goes on without it
 */
export function issueText(
  issue: v.BaseIssue<unknown>,
  path: Path,
  leftOut: Path | null,
  report: Report,
): string {
  const origin = report.origin(path);
  const owner = ownerOf(origin);
  if (owner && path.at(-1) === 'authorization' && typeof issue.input === 'string') {
    return `${owner} has invalid authorization type: ${firstWord(report.written(path))}`;
  }
  const place = pathText(owner ? origin.slice(2) : origin);
  const subject = [owner, place].filter(Boolean).join(': ');
  const consequence = leftOut && leftOut.length < path.length ? `; ${partOf(leftOut)} is left out` : '';
  if (issue.input === undefined) return `${subject} is missing${consequence}`;
  return `${subject}: ${issue.kind === 'schema' ? expectation(issue) : issue.message}${consequence}`;
}

const OWNERS: Readonly<Record<string, string>> = { providers: 'provider', hooks: 'hook', quotas: 'quota' };

/** The words by which messages call a named part: `provider openai`. */
function ownerOf(path: Path): string | null {
  const word = OWNERS[String(path[0])];
  return word && path.length > 1 ? `${word} ${path[1]}` : null;
}

function partOf(path: Path): string {
  const [section] = path;
  if (section === 'grants' || section === 'temp_grants') {
    return path.length === 2 ? 'the grant' : 'the capability';
  }
  const word = path.length === 2 ? OWNERS[String(section)] : undefined;
  return word ? `the ${word}` : pathText(path);
}

/** What is expected in the place of a value that is something else; the value itself is not told. */
export function expectation({ type, expected, input }: v.BaseIssue<unknown>): string {
  const wanted = EXPECTED[type] ?? expected?.replaceAll(/[()]/g, '').replaceAll(' | ', ' or ');
  const told = type === 'union' ? wanted?.replace('string', 'a string').replace('Array', 'a list') : wanted;
  // A word that is none of those expected is no matter of types.
  const got = type === 'picklist' && typeof input === 'string' ? '' : `, got ${kindOf(input)}`;
  return `expected ${told ?? 'another value'}${got}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  object_with_rest: 'an object',
  record: 'an object',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
