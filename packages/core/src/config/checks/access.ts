/** Whether anybody can do anything with the config. */
import { CAPABILITY_NAME } from '../../access/capability.ts';
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';
import type { AnyGrantConfig } from '../schema/grant.ts';
import type { DeclaredNames } from './declared-names.ts';

/** Warns where nothing is served, nothing is allowed, or nobody is an admin. */
export function checkAccess(
  config: Config,
  names: DeclaredNames,
  report: Report,
  { adminElsewhere = false }: { readonly adminElsewhere?: boolean } = {},
): void {
  const grants: readonly AnyGrantConfig[] = [...config.grants, ...config.temp_grants];
  const served = names.providers.length > 0;
  if (!served && names.servers.length === 0 && !config.mcp.accept_registrations) {
    report.warning('no providers or mcp servers defined; users will not be able to access any models', []);
  }
  if (served && grants.length === 0) {
    report.warning(
      'providers are configured but no grants or temp_grants defined; all access will be denied',
      ['providers'],
      'key',
    );
  }
  const admin = grants.some(({ app, grants: old = [] }) =>
    [...app[CAPABILITY_NAME], ...old].some(({ role }) => role === 'admin'),
  );
  if (!admin && !adminElsewhere) {
    report.warning(
      'no grant in grants or temp_grants assigns role:admin; nobody will be able to manage this instance',
      grants.length > 0 ? ['grants'] : [],
      'key',
    );
  }
}
