/** Names that grants refer to. */
import { CAPABILITY_NAME } from '../../access/capability.ts';
import { compilePattern } from '../../access/pattern.ts';
import { didYouMean } from '../../wording/nearest.ts';
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';
import type { AnyGrantConfig, CapabilityConfig } from '../schema/grant.ts';
import type { Path } from '../tree.ts';
import type { DeclaredNames } from './declared-names.ts';
import { unsupportedTemplate } from './quotas.ts';

/** Warns of grants that refer to something that is not declared. */
export function checkReferences(config: Config, names: DeclaredNames, report: Report): void {
  // Servers that register themselves get ids of their own (spec/aperture.md 10.1).
  const registered = config.mcp.accept_registrations ? ['auto*'] : [];
  const servers = [...names.servers, 'internal', ...registered];
  for (const section of ['grants', 'temp_grants'] as const) {
    const grants: readonly AnyGrantConfig[] = config[section];
    for (const [i, { app, grants: old = [] }] of grants.entries()) {
      const path = [section, i];
      for (const [n, capability] of app[CAPABILITY_NAME].entries()) {
        const place = [...path, 'app', CAPABILITY_NAME, n];
        checkModels(capability.models, names, [...place, 'models'], report);
        checkItems(capability, servers, place, report);
        checkHookUses(capability, names, place, report);
        checkBuckets(capability, names, place, report);
      }
      for (const [n, { providers }] of old.entries()) {
        for (const [m, { provider }] of providers.entries()) {
          checkModels(`${provider}/**`, names, [...path, 'grants', n, 'providers', m, 'provider'], report);
        }
      }
    }
  }
}

function checkModels(
  models: string | undefined,
  { providers }: DeclaredNames,
  path: Path,
  report: Report,
): void {
  if (!models) return;
  const name = firstSegment(models);
  if (name.includes('**')) return;
  const pattern = compilePattern(name);
  const written = report.written(path);
  if (!providers.some((id) => pattern.matches(id))) {
    report.warning(
      `models pattern ${quote(written)} references provider ${quote(firstSegment(written))} ` +
        'which does not match any declared provider',
      path,
    );
  } else if (!models.includes('/')) {
    report.warning(
      `models pattern ${quote(written)} matches nothing; write ${quote(`${written}/**`)} for all models of a provider`,
      path,
    );
  }
}

function checkItems(
  capability: CapabilityConfig,
  servers: readonly string[],
  path: Path,
  report: Report,
): void {
  for (const field of ['mcp_tools', 'mcp_resources', 'mcp_templates'] as const) {
    const source = capability[field];
    if (!source) continue;
    const name = firstSegment(source);
    const pattern = compilePattern(name);
    if (servers.some((id) => pattern.matches(id) || compilePattern(id).matches(name))) continue;
    const place = [...path, field];
    const written = report.written(place);
    report.warning(
      `${field} pattern ${quote(written)} references server ${quote(firstSegment(written))} ` +
        'which does not match any declared MCP server',
      place,
    );
  }
}

function checkHookUses(
  capability: CapabilityConfig,
  { hooks }: DeclaredNames,
  path: Path,
  report: Report,
): void {
  for (const [i, { name }] of capability.send_hooks.entries()) {
    if (hooks.includes(name)) continue;
    const place = [...path, 'send_hooks', i, 'name'];
    const written = report.written(place);
    report.warning(
      `send_hooks references undefined hook ${quote(written)}${didYouMean(written, hooks)}`,
      place,
    );
  }
}

function checkBuckets(
  capability: CapabilityConfig,
  { quotas }: DeclaredNames,
  path: Path,
  report: Report,
): void {
  for (const [i, { bucket }] of capability.quotas.entries()) {
    const place = [...path, 'quotas', i, 'bucket'];
    const written = report.written(place);
    if (unsupportedTemplate(bucket) !== null) {
      const [section, grant, , , n] = report.origin(path);
      report.warning(
        `${section}[${grant}] grant ${n} quotas[${i}]: bucket ref ${quote(written)} has unsupported template ` +
          `${quote(unsupportedTemplate(written) ?? written)} after colon`,
        place,
      );
    } else if (!quotas.includes(bucket)) {
      report.warning(
        `quotas references undefined quota ${quote(written)}${didYouMean(written, quotas)}`,
        place,
      );
    }
  }
}

const firstSegment = (pattern: string): string => pattern.split('/', 1)[0] ?? '';

const quote = (text: string): string => JSON.stringify(text);
