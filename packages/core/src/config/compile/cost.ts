/** `cost_basis` and `model_cost_map` (spec/aperture.md 1.6): whose prices count for the models of a provider. */
import type { FormatName } from '../../formats/format.ts';
import { compilePathMatch } from '../go-path-match.ts';
import type { Report } from '../report.ts';
import type { ModelCostConfig } from '../schema/model.ts';
import type { Cost, CostBasis, CostRule } from '../snapshot.ts';
import type { Path } from '../tree.ts';

/** The vendor behind a format. Bedrock has none here: its prices differ by region, which only the config can tell. */
const BY_FORMAT: Partial<Readonly<Record<FormatName, CostBasis>>> = {
  openai_chat: 'openai',
  openai_responses: 'openai',
  anthropic_messages: 'anthropic',
  gemini_generate_content: 'google',
  google_generate_content: 'vertex',
  google_raw_predict: 'vertex',
  // What the Gemini API would have charged for what a plan pays.
  google_code_assist: 'google',
};

/** Resellers speak the formats of others and have prices of their own. */
const BY_UPSTREAM: Readonly<Record<string, CostBasis>> = { openrouter: 'openrouter', vercel: 'vercel' };

/** The price tables of a provider: the configured one, or what its upstream and its formats tell. */
export function costBasisOf(
  configured: CostBasis | undefined,
  provider: {
    readonly formats: ReadonlySet<FormatName>;
    readonly upstream: string;
    readonly autoCostBasis: boolean;
  },
): Pick<Cost, 'bases' | 'source'> {
  if (configured) return { bases: [configured], source: 'explicit' };
  const bases = provider.autoCostBasis ? inferred(provider.formats, provider.upstream) : [];
  return { bases, source: bases.length > 0 ? 'inferred' : 'none' };
}

function inferred(formats: ReadonlySet<FormatName>, upstream: string): CostBasis[] {
  const reseller = Object.hasOwn(BY_UPSTREAM, upstream) ? BY_UPSTREAM[upstream] : undefined;
  if (reseller) return [reseller];
  // A provider of several formats serves the models of several vendors.
  return [...new Set([...formats].flatMap((format) => BY_FORMAT[format] ?? []))];
}

/** Compiles the entries. One whose pattern is malformed is left out: what it was to match is not known. */
export function compileCostRules(
  id: string,
  entries: readonly ModelCostConfig[],
  path: Path,
  report: Report,
): CostRule[] {
  return entries.flatMap(({ match, as, adjustment }, i) => {
    const compiled = compilePathMatch(match);
    if (compiled) return { match: compiled, as: as || null, adjustment };
    const place = [...path, i, 'match'];
    report.warning(
      `provider ${id}: model_cost_map match ${JSON.stringify(report.written(place))} is malformed: ` +
        'a "[" is not closed or holds nothing to match, or a "\\" ends it; the entry is ignored',
      place,
    );
    return [];
  });
}
