/**
 * The prices that costs are estimated with (spec/aperture.md 7.4, 11.2): of every model that the config names, at each of the
 * price tables that its providers are charged by. What the config changes about them stands beside them, since two
 * providers may change the same price in different ways.
 */
import { pricedAs } from '../models/describe.ts';
import type { Provider } from '../config/snapshot.ts';
import type { ModelInfo, ModelPrices, ModelQuestion } from '../ports/model-info.ts';
import type { Running } from '../running.ts';

/** The catalogue. */
export interface PriceCatalogue {
  readonly currency: 'USD';
  /** What each price is for, by its name. */
  readonly units: Readonly<Record<string, { readonly basis: string; readonly quantity: number }>>;
  /** The tables that some price here comes from. */
  readonly cost_bases: readonly string[];
  readonly models: Readonly<Record<string, { readonly cost_bases: Readonly<Record<string, PricedModel>> }>>;
  readonly configured_adjustments: { readonly providers: Readonly<Record<string, Adjustments>> };
}

/** A model in a price table. */
export interface PricedModel {
  /** The price list, with its version. */
  readonly source: string | null;
  /** The name that the model has in the table. */
  readonly resolved_model: string;
  /** What the list's price was multiplied by to come to these; nothing that a config says. */
  readonly resolver_adjustment: number;
  /** Dollars by the names of `units`. */
  readonly effective_pricing: Readonly<Record<string, number>>;
}

/** What the config says of a provider's prices. */
export interface Adjustments {
  /** Absent where there is none, or where several are tried, one after the other. */
  readonly cost_basis?: string;
  readonly cost_basis_source: 'explicit' | 'inferred' | 'none';
  readonly model_cost_map:
    | readonly { readonly match: string; readonly as: string; readonly adjustment?: number }[]
    | null;
}

type Surroundings = Pick<Running, 'snapshot' | 'modelInfo' | 'logger'>;

/** Makes the catalogue; of one model if one is named. */
export async function priceCatalogue(
  { snapshot, modelInfo, logger }: Surroundings,
  only: string | null,
): Promise<PriceCatalogue> {
  const providers = [...snapshot.providers.values()];
  const describe = async (question: ModelQuestion): Promise<ModelInfo | null> => {
    try {
      return await modelInfo.describe(question);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      logger.log('warn', 'what is known of a model could not be looked up', {
        model: question.model,
        error: why,
      });
      return null;
    }
  };
  const found = await Promise.all(
    providers.flatMap((provider) =>
      modelsOf(provider)
        .filter((model) => only === null || model === only)
        .map(async (model) => ({ model, priced: await tablesOf(provider, model, describe) })),
    ),
  );
  const models = new Map<string, Map<string, PricedModel>>();
  for (const { model, priced } of found) {
    for (const [basis, info] of priced) {
      const tables = models.get(model) ?? new Map<string, PricedModel>();
      models.set(model, tables);
      if (!tables.has(basis)) tables.set(basis, pricedModel(info, modelInfo.priceList ?? null, basis));
    }
  }
  const priced = [...models.values()].flatMap((tables) => Array.from(tables));
  const used = new Set(priced.flatMap(([, { effective_pricing }]) => Object.keys(effective_pricing)));
  return {
    currency: 'USD',
    units: Object.fromEntries([...used].toSorted().map((name) => [name, unitOf(name)])),
    cost_bases: [...new Set(priced.map(([basis]) => basis))].toSorted(),
    models: Object.fromEntries(
      [...models]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([model, tables]) => [model, { cost_bases: Object.fromEntries(tables) }]),
    ),
    configured_adjustments: {
      providers: Object.fromEntries(providers.map((provider) => [provider.id, adjustmentsOf(provider)])),
    },
  };
}

/** A provider's models, and those whose prices count in their place. */
function modelsOf({ models, cost }: Provider): string[] {
  return [...new Set(models.flatMap((model) => [model, pricedAs(cost, model).as]))];
}

/**
 * The prices of a model in each of a provider's tables. Where the tables are a guess, an OpenAI-compatible vendor has one of
 * its own, and that is the one that counts: it goes by its own name.
 */
async function tablesOf(
  { cost, baseurl }: Provider,
  model: string,
  describe: (question: ModelQuestion) => Promise<ModelInfo | null>,
): Promise<(readonly [basis: string, info: ModelInfo])[]> {
  const explicit = cost.source === 'explicit';
  const own =
    explicit || cost.bases.length === 0
      ? null
      : await describe({ model, bases: cost.bases, explicit: false, baseurl });
  const tables: (readonly [string, ModelInfo])[] = [];
  let isOwn = own?.prices !== undefined;
  for (const basis of cost.bases) {
    const info = await describe({ model, bases: [basis], explicit: true, baseurl });
    if (!info?.prices) continue;
    if (explicit || info.pricedAs === own?.pricedAs) tables.push([basis, info]);
    if (info.pricedAs === own?.pricedAs) isOwn = false;
  }
  if (own && isOwn) tables.push([tableOf(own) ?? (cost.bases[0] as string), own]);
  return tables;
}

function tableOf({ pricedAs }: ModelInfo): string | null {
  return pricedAs?.includes('/') ? pricedAs.slice(0, pricedAs.indexOf('/')) : null;
}

function pricedModel(info: ModelInfo, source: string | null, basis: string): PricedModel {
  const { prices = {}, longPrompts = [], pricedAs = '' } = info;
  return {
    source,
    resolved_model: pricedAs.slice(pricedAs.indexOf('/') + 1),
    resolver_adjustment: RESOLVER_ADJUSTMENTS[basis] ?? 1,
    effective_pricing: {
      ...inDollars(prices, ''),
      ...Object.assign(
        {},
        ...longPrompts.map(({ above, prices: long }) =>
          inDollars(long, `_above_${Math.round(above / 1_000)}k`),
        ),
      ),
    },
  };
}

/** What Microsoft charges more for a data zone; a source of model information has it in its prices. */
const RESOLVER_ADJUSTMENTS: Readonly<Record<string, number>> = { 'azure-eu': 1.1 };

/** Spec 7.4's names. */
const NAMES: Readonly<Record<keyof ModelPrices, string>> = {
  input: 'input',
  output: 'output',
  inputImage: 'image',
  outputImage: 'output_image',
  inputCacheRead: 'input_cache_read',
  inputCacheWrite: 'input_cache_write',
  inputCacheWrite1h: 'input_cache_write_1h',
  webSearch: 'web_search',
};
const SEARCHES = 1_000;
const TOKENS = 1_000_000;

/** A million tokens, or a thousand searches: what vendors' lists tell the price of. */
function unitOf(name: string): { readonly basis: string; readonly quantity: number } {
  return name.startsWith(NAMES.webSearch)
    ? { basis: 'searches', quantity: SEARCHES }
    : { basis: 'tokens', quantity: TOKENS };
}

function inDollars(prices: ModelPrices, suffix: string): Record<string, number> {
  const known = (Object.entries(prices) as [keyof ModelPrices, number][]).map(([unit, nano]) => {
    const name = `${NAMES[unit]}${suffix}`;
    return [name, (nano * unitOf(name).quantity) / TOKENS / 1e9] as const;
  });
  return Object.fromEntries(known);
}

function adjustmentsOf({ cost }: Provider): Adjustments {
  const [basis, ...others] = cost.bases;
  return {
    ...(basis !== undefined && others.length === 0 && { cost_basis: basis }),
    cost_basis_source: cost.source,
    model_cost_map:
      cost.rules.length === 0
        ? null
        : cost.rules.map(({ match, as, adjustment }) =>
            adjustment === 1
              ? { match: match.source, as: as ?? '' }
              : { match: match.source, as: as ?? '', adjustment },
          ),
  };
}
