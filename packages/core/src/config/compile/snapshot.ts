/** A valid config to a snapshot. */
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';
import type { Provider, Snapshot } from '../snapshot.ts';
import type { UnusableFields } from '../validate.ts';
import { compileCatalog } from './catalog.ts';
import { compileDatabase } from './database.ts';
import { compileExporters } from './exporters.ts';
import { compileGrants } from './grant.ts';
import { compileProvider } from './provider.ts';
import { compileServer } from './server.ts';

const NONE: ReadonlySet<string> = new Set();

/** Compiles everything but the warnings, which are not all known yet. */
export function compileSnapshot(
  config: Config,
  unusable: UnusableFields,
  report: Report,
): Omit<Snapshot, 'warnings'> {
  const providers = new Map<string, Provider>();
  for (const [id, providerConfig] of Object.entries(config.providers)) {
    const options = { unusable: unusable.get(id) ?? NONE, autoCostBasis: config.auto_cost_basis };
    const provider = compileProvider(id, providerConfig, options, report);
    if (provider) providers.set(id, provider);
  }
  const exporters = compileExporters(config.exporters);
  return {
    providers,
    catalog: compileCatalog(providers.values()),
    grants: compileGrants(config, report),
    identity: config.identity,
    server: compileServer(config.server),
    exporters,
    database: compileDatabase(config.database, exporters.s3 !== null),
  };
}
