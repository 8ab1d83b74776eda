/**
 * Holds a config against its schema, and goes on with what is right of it: a part that is wrong is taken out with a
 * warning, so that a typo does not stop a gateway (spec/aperture.md 1.12). What is taken out is chosen so that nobody
 * gets more by a mistake than without it.
 */
import * as v from 'valibot';
import { didYouMean } from '../wording/nearest.ts';
import { pathText } from '../wording/path-text.ts';
import { issueText } from './issue-text.ts';
import type { Report } from './report.ts';
import { configSchema, type Config } from './schema/config.ts';
import { dropNodes, nearestNode, valueOf, type Node, type Path } from './tree.ts';
import { findUnknownKeys } from './unknown-keys.ts';

/** For each provider that must be left out, by its id, the fields because of which it must. */
export type UnusableFields = ReadonlyMap<string, ReadonlySet<string>>;

/** What {@link validate} has found. */
export interface Validated {
  /** The valid part of the config, providers that must be left out included: the rest of them is still to be checked. */
  readonly config: Config;
  readonly unusable: UnusableFields;
}

/** Takes what is wrong out of the tree, so that paths in the tree and in the valid part stay the same. */
export function validate(root: Node, report: Report): Validated {
  const unusable = new Map<string, Set<string>>();
  findUnknownKeys(configSchema, valueOf(root), (path, known) => {
    const key = String(path.at(-1));
    const what = isGrant(path[0]) ? `${pathText(path.slice(0, 2))}: unknown field` : 'unknown config key';
    report.warning(`${what} ${JSON.stringify(key)}${didYouMean(key, known)}`, path, 'key');
  });
  // Each round takes out at least one node, and mostly there is only one round: an issue hides others in the same
  // place, never elsewhere.
  for (;;) {
    const result = v.safeParse(configSchema, valueOf(root));
    if (result.success) return { config: result.output, unusable };
    const wrong = new Set<Node>();
    for (const issue of result.issues) {
      const path = issue.path?.map(({ key }) => key as string | number) ?? [];
      const unit = unitOf(path);
      if (FATAL.has(String(path[0]))) report.error(issueText(issue, path, null, report), path);
      else report.warning(issueText(issue, path, unit, report), path);
      const field = decisiveField(path);
      if (field) unusable.set(field.id, (unusable.get(field.id) ?? new Set()).add(field.name));
      wrong.add(nearestNode(root, field ? path : unit));
    }
    if (!dropNodes(root, wrong)) throw new Error('the schema refuses a config and does not say where');
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

function decisiveField([section, id, name]: Path): { id: string; name: string } | null {
  if (section !== 'providers' || !DECISIVE.has(String(name))) return null;
  return { id: String(id), name: String(name) };
}

/** The smallest part that can be left out without giving anyone more than was written. */
function unitOf(path: Path): Path {
  const [section, , third] = path;
  if (decisiveField(path)) return path.slice(0, 2);
  if (isGrant(section)) {
    if (third === 'app') return path.slice(0, 5);
    if (third === 'grants') return path.slice(0, 4);
    // Without `src` a grant is for nobody.
    return path;
  }
  if (section === 'quotas' || section === 'hooks' || section === 'identity') return path.slice(0, 2);
  if (section === 'connectors' || section === 'mcp') return path.slice(0, 3);
  return path;
}

const isGrant = (section: unknown): boolean => section === 'grants' || section === 'temp_grants';
