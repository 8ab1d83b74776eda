/** What makes sense only when the sections are looked at together (spec/aperture.md 1.12). */
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';
import { checkAccess } from './access.ts';
import { checkConnectors } from './connectors.ts';
import { checkData } from './data.ts';
import { checkHooks } from './hooks.ts';
import { checkIdentity } from './identity.ts';
import { checkQuotas } from './quotas.ts';
import type { DeclaredNames } from './declared-names.ts';
import { checkReferences } from './references.ts';

/** Runs every check. */
export function checkConfig(
  config: Config,
  names: DeclaredNames,
  report: Report,
  surroundings: { readonly adminElsewhere?: boolean } = {},
): void {
  checkAccess(config, names, report, surroundings);
  checkIdentity(config, report);
  checkReferences(config, names, report);
  checkQuotas(config, report);
  checkHooks(config, report);
  checkConnectors(config, report);
  checkData(config, report);
}
