/** `grants` and `temp_grants`, compiled. */
import { CAPABILITY_NAME, parseCapability } from '../../access/capability.ts';
import { checkHeaderEntries } from '../checks/header-entry.ts';
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';
import type { AnyGrantConfig, CapabilityConfig, OldCapabilityConfig } from '../schema/grant.ts';
import type { Capability, Grant } from '../snapshot.ts';
import type { Path } from '../tree.ts';

/** All grants in their order, temporary ones last. */
export function compileGrants(config: Config, report: Report): Grant[] {
  const grants: Grant[] = [];
  for (const section of ['grants', 'temp_grants'] as const) {
    const configured: readonly AnyGrantConfig[] = config[section];
    for (const [i, { src, app, grants: old = [] }] of configured.entries()) {
      const path = [section, i];
      const capabilities = app[CAPABILITY_NAME].flatMap((capability, n) =>
        compileCapability(capability, [...path, 'app', CAPABILITY_NAME, n], report),
      );
      const where = `${section}[${report.origin(path)[1]}]`;
      grants.push({ where, src, capabilities: [...capabilities, ...old.flatMap(compileOldCapability)] });
    }
  }
  return grants;
}

/** None if a part of it is malformed: whoever wrote it wanted the access with a header, not without. */
function compileCapability(config: CapabilityConfig, path: Path, report: Report): Capability[] {
  const entries = checkHeaderEntries('', config.add_headers, [...path, 'add_headers'], report);
  const capability = parseCapability({ ...config, add_headers: entries });
  if (config.models === '') {
    report.warning('models must not be empty; the capability is left out', [...path, 'models']);
  }
  return capability ? [capability] : [];
}

/** The first shape of temporary grants, where `*` stood for any provider and any model (spec/aperture.md 1.10). */
function compileOldCapability(config: OldCapabilityConfig): Capability[] {
  const models = config.providers.map(({ provider, model }) => ({
    models: `${provider}/${model === '*' ? '**' : model}`,
  }));
  const role = config.role ? [{ role: config.role }] : [];
  return [...role, ...models].flatMap((capability) => parseCapability(capability) ?? []);
}
