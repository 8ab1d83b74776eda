/** What is known of models, from the price lists that the package `@pydantic/genai-prices` brings along. */
import type * as GenaiPrices from '@pydantic/genai-prices';
import type { ModelInfo, ModelInfoSource, ModelPrices, ModelQuestion } from '@aperturejs/core';
import { lookupsOf, type Lookup, type Tables } from './lookups.ts';

/** Only types: the lists themselves are loaded later. */
type Library = typeof GenaiPrices;
type Found = GenaiPrices.PriceCalculation;

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

function toModelInfo({ model, model_price }: Found, { factor }: Lookup): ModelInfo {
  const prices = toPrices(model_price, factor);
  return {
    ...(model.name && { displayName: model.name }),
    ...(model.context_window && { contextWindow: model.context_window }),
    ...(Object.keys(prices).length > 0 && { prices }),
  };
}

/** The units of genai-prices, and how many dollars of theirs make a nano-dollar for a million. */
const UNITS: readonly (readonly [name: keyof ModelPrices, unit: string, perDollar: number])[] = [
  ['input', 'input_mtok', 1e9],
  ['output', 'output_mtok', 1e9],
  ['inputCacheRead', 'cache_read_mtok', 1e9],
  ['inputCacheWrite', 'cache_write_mtok', 1e9],
  ['inputCacheWrite1h', 'cache_write_1h_mtok', 1e9],
  ['webSearch', 'web_searches_kcount', 1e12],
];

function toPrices(prices: Found['model_price'], factor: number): ModelPrices {
  const known = UNITS.flatMap(([name, unit, perDollar]) => {
    const price = prices[unit];
    if (price === undefined) return [];
    const dollars = typeof price === 'number' ? price : price.base;
    return [[name, Math.round(dollars * perDollar * factor)] as const];
  });
  return Object.fromEntries(known);
}
