/** What is known of models, from the price lists that the package `@pydantic/genai-prices` brings along. */
import type * as GenaiPrices from '@pydantic/genai-prices';
import type { ModelInfo, ModelInfoSource, ModelPrices, ModelQuestion } from '@aperturejs/core';
import { lookupsOf, type Lookup, type Tables } from './lookups.ts';

/** Only types: the lists themselves are loaded later. */
type Library = typeof GenaiPrices;
type Found = GenaiPrices.PriceCalculation;

/** Records keep it, so that a price which changes later is not mistaken for the one that counted. */
const PRICE_LIST = 'genai-prices 0.1.8';

/** More answers than any config asks for; a host that asks for anything still does not fill the memory. */
const MOST_REMEMBERED = 10_000;

/**
 * Makes a source that tells display names, context windows and prices. The lists are part of the package: nothing is
 * fetched. They are loaded with the first question, since they cost 30 ms and 16 MB, and each answer is remembered.
 */
export function createModelInfoSource(): ModelInfoSource {
  const remembered = new Map<string, ModelInfo | null>();
  let loading: Promise<Library> | null = null;

  async function lookUp(question: ModelQuestion, key: string): Promise<ModelInfo | null> {
    loading ??= import('@pydantic/genai-prices');
    const { info, lasting } = find(await loading, question);
    if (lasting) {
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(key, info);
    }
    return info;
  }

  return {
    priceList: PRICE_LIST,
    describe(question) {
      const { model, bases, explicit, baseurl } = question;
      const key = [model, bases, explicit, baseurl].join('\0');
      const known = remembered.get(key);
      return known === undefined ? lookUp(question, key) : known;
    },
  };
}

/** What is found, and whether it stays right: some prices depend on the date or on the hour. */
function find(
  { calcPrice, findProvider }: Library,
  question: ModelQuestion,
): { readonly info: ModelInfo | null; readonly lasting: boolean } {
  const tables: Tables = {
    byUrl: (providerApiUrl) => findProvider({ providerApiUrl })?.id,
    byVendor: (providerId) => findProvider({ providerId })?.id,
  };
  for (const lookup of lookupsOf(question, tables)) {
    // What nothing costs tells the price of everything.
    const found = calcPrice({}, lookup.model, { providerId: lookup.table });
    if (found) return { info: toModelInfo(found, lookup), lasting: !Array.isArray(found.model.prices) };
  }
  return { info: null, lasting: true };
}

function toModelInfo({ model, model_price, provider }: Found, { factor }: Lookup): ModelInfo {
  const prices = toPrices(model_price, 0, factor);
  const starts = Object.values(model_price).flatMap((price) =>
    typeof price === 'object' ? price.tiers.map(({ start }) => start) : [],
  );
  const longPrompts = [...new Set(starts)]
    .toSorted((a, b) => a - b)
    .map((above) => ({ above, prices: toPrices(model_price, above, factor) }));
  return {
    ...(model.name && { displayName: model.name }),
    ...(model.context_window && { contextWindow: model.context_window }),
    ...(Object.keys(prices).length > 0 && { prices, pricedAs: `${provider.id}/${model.id}` }),
    ...(longPrompts.length > 0 && { longPrompts }),
  };
}

/** The units of genai-prices, and how many dollars of theirs make a nano-dollar for a million. */
const UNITS: readonly (readonly [name: keyof ModelPrices, unit: string, perDollar: number])[] = [
  ['input', 'input_mtok', 1e9],
  ['output', 'output_mtok', 1e9],
  ['inputImage', 'input_image_mtok', 1e9],
  ['outputImage', 'output_image_mtok', 1e9],
  ['inputCacheRead', 'cache_read_mtok', 1e9],
  ['inputCacheWrite', 'cache_write_mtok', 1e9],
  ['inputCacheWrite1h', 'cache_write_1h_mtok', 1e9],
  ['webSearch', 'web_searches_kcount', 1e12],
];

/** The prices that hold where a prompt is longer than so many tokens. */
function toPrices(prices: Found['model_price'], above: number, factor: number): ModelPrices {
  const known = UNITS.flatMap(([name, unit, perDollar]) => {
    const price = prices[unit];
    if (price === undefined) return [];
    const dollars = typeof price === 'number' ? price : priceAbove(price, above);
    return [[name, Math.round(dollars * perDollar * factor)] as const];
  });
  return Object.fromEntries(known);
}

function priceAbove({ base, tiers }: GenaiPrices.TieredPrices, above: number): number {
  return tiers.findLast(({ start }) => start <= above)?.price ?? base;
}
