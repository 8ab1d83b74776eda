/** What makes sense only when the sections are looked at together (spec/aperture.md 1.12). */
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';
import { nodeAt, type Node } from '../tree.ts';
import { checkAccess } from './access.ts';
import { checkConnectors } from './connectors.ts';
import { checkData } from './data.ts';
import { checkHooks } from './hooks.ts';
import { checkQuotas } from './quotas.ts';
import { checkReferences } from './references.ts';

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

/** Runs every check. */
export function checkConfig(config: Config, names: DeclaredNames, report: Report): void {
  checkAccess(config, names, report);
  checkReferences(config, names, report);
  checkQuotas(config, report);
  checkHooks(config, report);
  checkConnectors(config, report);
  checkData(config, report);
}
