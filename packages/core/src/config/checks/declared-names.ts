/** What a config declares, for whoever refers to it. */
import { nodeAt, type Node } from '../tree.ts';

/** The names that a config declares, those of parts that are left out included: a reference to them is no typo. */
export interface DeclaredNames {
  readonly providers: readonly string[];
  readonly quotas: readonly string[];
  readonly hooks: readonly string[];
  readonly servers: readonly string[];
}

/** Notes the names of a config before anything is left out of it. */
export function namesOf(root: Node): DeclaredNames {
  const keys = (...path: string[]): string[] => [...(nodeAt(root, path)?.entries?.keys() ?? [])];
  return {
    providers: keys('providers'),
    quotas: keys('quotas'),
    hooks: keys('hooks'),
    servers: [...keys('mcp', 'servers'), ...keys('connectors', 'servers')],
  };
}
