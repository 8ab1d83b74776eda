/** One provider of the config, checked and compiled. */
import { parseHeaderEntry } from '../../access/capability.ts';
import type { FormatName } from '../../formats/format.ts';
import { OWN_SEGMENTS } from '../../routing/own-segments.ts';
import type { HeaderList } from '../../wire/header-list.ts';
import { checkHeaderEntries } from '../checks/header-entry.ts';
import type { Report } from '../report.ts';
import { FLAGS, type ProviderConfig } from '../schema/provider.ts';
import type { Provider } from '../snapshot.ts';
import type { Path } from '../tree.ts';
import { compileBaseurl } from './baseurl.ts';
import { compileCostRules, costBasisOf } from './cost.ts';
import { compileKey } from './key.ts';
import { compileModelInfo } from './model-info.ts';
import { takesWebSockets, upstreamOf } from './upstream.ts';

/** The flags that are formats; the other one only changes paths. */
const FORMATS = FLAGS.filter((flag): flag is FormatName => flag !== 'experimental_gemini_cli_vertex_compat');

/** A provider of such a name cannot be reached under `/<id>/`: the gateway has paths that begin so, or its server has. */
const TAKEN: ReadonlySet<string> = new Set([...OWN_SEGMENTS, 'chat', 'api', 'healthz', 'readyz']);

/**
 * Compiles a provider; null if it cannot be used, for a reason that is in the report.
 *
 * @param unusable the fields because of which it cannot, and which hold their defaults here
 * @param autoCostBasis whether a price table may be told from what the provider is
 */
export function compileProvider(
  id: string,
  config: ProviderConfig,
  { unusable, autoCostBasis }: { unusable: ReadonlySet<string>; autoCostBasis: boolean },
  report: Report,
): Provider | null {
  const path = ['providers', id];
  const named = checkId(id, path, report);
  const target = unusable.has('baseurl')
    ? null
    : compileBaseurl(id, config.baseurl, [...path, 'baseurl'], report);
  const compatibility = compileCompatibility(config.compatibility);
  const models = compileModels(id, config.models, [...path, 'models'], report);
  // A mode that is mistyped may be one that needs no key.
  const needed = !unusable.has('auth_mode') && (config.auth_mode === '' || config.auth_mode === 'override');
  const formats = new Set(FORMATS.filter((format) => compatibility[format]));
  const upstream = config.upstream || (target ? upstreamOf(target, formats) : '');
  const host = target ? new URL(target.origin).hostname : undefined;
  const key = compileKey(id, config, { host, upstream, needed }, path, report);
  const addHeaders = compileHeaders(id, config.add_headers, [...path, 'add_headers'], report);
  const rules = compileCostRules(id, config.model_cost_map, [...path, 'model_cost_map'], report);
  const modelInfo = compileModelInfo(id, config.model_info, models, [...path, 'model_info'], report);
  // Only now, so that everything wrong with the provider is told at once.
  if (!named || !target || unusable.size > 0) return null;
  return {
    id,
    name: config.name,
    description: config.description,
    disabled: config.disabled,
    ...target,
    models,
    formats,
    compatibility,
    authorization: config.authorization,
    authMode: config.auth_mode || 'override',
    ...key,
    preference: config.preference,
    addHeaders,
    upstream,
    cost: { ...costBasisOf(config.cost_basis, { formats, upstream, autoCostBasis }), rules },
    modelInfo,
    websockets: config.websockets ?? takesWebSockets(target.origin, upstream),
  };
}

function checkId(id: string, path: Path, report: Report): boolean {
  if (TAKEN.has(id)) {
    report.warning(`provider ${id}: the gateway has a path of this name; choose another id`, path, 'key');
  }
  // In `provider/model` such an id could be mistaken for another provider and its model.
  if (id !== '' && !/[/\s]/.test(id)) return true;
  report.warning(
    `provider ${id}: an id must not be empty nor hold "/" or white space; the provider is left out`,
    path,
    'key',
  );
  return false;
}

function compileCompatibility(flags: ProviderConfig['compatibility']): Record<string, boolean> {
  const others = FLAGS.filter((flag) => flag !== 'openai_chat');
  const compatibility: Record<string, boolean> = {
    openai_chat: flags.openai_chat ?? !others.some((flag) => flags[flag]),
  };
  for (const flag of others) compatibility[flag] = flags[flag] ?? false;
  return compatibility;
}

function compileModels(id: string, models: readonly string[], path: Path, report: Report): string[] {
  const known = new Set<string>();
  for (const [i, model] of models.entries()) {
    const place = [...path, i];
    if (model === '') {
      report.warning(`provider ${id}: a model id must not be empty`, place);
    } else if (model.includes('*')) {
      report.warning(
        `provider ${id}: model ${JSON.stringify(report.written(place))} contains a wildcard, which matches nothing; ` +
          'list each model by its exact name',
        place,
      );
    } else if (known.has(model)) {
      report.warning(`provider ${id}: model ${JSON.stringify(report.written(place))} is listed twice`, place);
    } else {
      known.add(model);
    }
  }
  if (models.length === 0) report.warning(`provider ${id} has no models configured`, path);
  return [...known];
}

function compileHeaders(id: string, entries: readonly string[], path: Path, report: Report): HeaderList {
  const usable = checkHeaderEntries(`provider ${id}: `, entries, path, report);
  return usable.flatMap((entry) => parseHeaderEntry(entry) ?? []);
}
