/**
 * Holds a config against its schema, and goes on with what is right of it: a part that is wrong is taken out with a
 * warning, so that a typo does not stop a gateway (spec/aperture.md 1.12). What is taken out is chosen so that nobody
 * gets more by a mistake than without it.
 */
import * as v from 'valibot';
import { firstWord } from './checks/quoting.ts';
import type { Report } from './report.ts';
import { configSchema, type Config } from './schema/config.ts';
import { didYouMean } from './suggest.ts';
import { dropNodes, nearestNode, valueOf, type Node, type Path } from './tree.ts';
import { findUnknownKeys } from './unknown-keys.ts';

/** The valid part of a config. Takes what is wrong out of the tree, so that paths in both stay the same. */
export function validate(root: Node, report: Report): Config {
  findUnknownKeys(configSchema, valueOf(root), (path, known) => {
    const key = String(path.at(-1));
    const name = isInGrant(path)
      ? `${placeOf(report.origin(path.slice(0, 2)))}: unknown field`
      : 'unknown config key';
    report.warning(`${name} ${JSON.stringify(key)}${didYouMean(key, known)}`, path, 'key');
  });
  // Each round takes out at least one node, and mostly there is only one round: an issue hides others in the same
  // place, never elsewhere.
  for (;;) {
    const result = v.safeParse(configSchema, valueOf(root));
    if (result.success) return result.output;
    const wrong = new Set<Node>();
    for (const issue of result.issues) {
      const path = issue.path?.map(({ key }) => key as string | number) ?? [];
      const unit = unitOf(path);
      const level = FATAL.has(String(path[0])) ? 'error' : 'warning';
      report[level](messageOf(issue, path, unit, report), path);
      wrong.add(nearestNode(root, unit));
    }
    if (!dropNodes(root, wrong))
      throw new Error('the schema does not say which part of the config it refuses');
  }
}

/**
 * Sections without which nothing is guessed: a quota that cannot be read limits nobody, and an identity source that is
 * left out leaves the caller to the next one, which may take them for somebody else.
 */
const FATAL: ReadonlySet<string> = new Set(['quotas', 'identity']);

/** Fields of a provider whose defaults would open what was perhaps meant to be closed. */
const DECISIVE: ReadonlySet<string> = new Set([
  'baseurl',
  'authorization',
  'auth_mode',
  'compatibility',
  'disabled',
]);

/** The smallest part that can be left out without giving anyone more than was written. */
function unitOf(path: Path): Path {
  const [section, , third] = path;
  if (section === 'providers' && DECISIVE.has(String(third))) return path.slice(0, 2);
  if (section === 'grants' || section === 'temp_grants') {
    if (third === 'app' || third === 'grants') return path.slice(0, third === 'app' ? 5 : 4);
    // A grant whose callers cannot be read is for nobody.
    return path.length > 3 ? path : path.slice(0, 2);
  }
  if (section === 'quotas' || section === 'hooks' || section === 'identity') return path.slice(0, 2);
  if (section === 'connectors' || section === 'mcp') return path.slice(0, 3);
  return path;
}

function messageOf(issue: v.BaseIssue<unknown>, path: Path, unit: Path, report: Report): string {
  const field = path.at(-1);
  const owner = ownerOf(path);
  if (field === 'authorization' && owner && typeof issue.input === 'string') {
    return `${owner} has invalid authorization type: ${firstWord(report.written(path))}`;
  }
  const place = owner ? path.slice(2) : report.origin(path);
  const text = issue.kind === 'schema' ? typeMessage(issue) : issue.message;
  const prefix = [owner, place.length > 0 && placeOf(place)].filter(Boolean).join(': ');
  const consequence = unit.length < path.length && !FATAL.has(String(path[0])) ? leftOut(unit) : '';
  return `${prefix}${issue.input === undefined ? ' is missing' : `: ${text}`}${consequence}`;
}

const OWNERS: Readonly<Record<string, string>> = { providers: 'provider', hooks: 'hook', quotas: 'quota' };

/** The words by which messages call a named part: `provider openai`. */
function ownerOf(path: Path): string | null {
  const word = OWNERS[String(path[0])];
  return word && path.length > 1 ? `${word} ${path[1]}` : null;
}

function leftOut(unit: Path): string {
  if (unit[0] === 'grants' || unit[0] === 'temp_grants') {
    return unit.length === 2 ? '; the grant is left out' : '; the capability is left out';
  }
  if (unit[0] === 'providers') return '; the provider is left out';
  return '; it is left out';
}

/** `expected …, got …`. The value itself is not told: it may be a secret in the wrong place. */
function typeMessage(issue: v.BaseIssue<unknown>): string {
  const { input } = issue;
  const expected = EXPECTED[issue.type] ?? issue.expected?.replaceAll(/[()]/g, '').replaceAll(' | ', ' or ');
  const sameType = issue.type === 'picklist' && typeof input === 'string';
  return `expected ${expected ?? 'another value'}${sameType ? '' : `, got ${kindOf(input)}`}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  object_with_rest: 'an object',
  record: 'an object',
  union: 'a string or 0',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A path as people write it: `grants[0].src`. Names that are no identifiers stand in brackets. */
function placeOf(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\w$-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

const isInGrant = (path: Path): boolean => path[0] === 'grants' || path[0] === 'temp_grants';
