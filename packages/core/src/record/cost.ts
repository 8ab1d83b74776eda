/** What a call cost, estimated from its usage and the list prices of its model (spec/aperture.md 7.4). */
import type { ModelInfo, ModelPrices } from '../ports/model-info.ts';
import type { Usage } from './usage.ts';

/** Prices are for a million. */
const MILLION = 1_000_000;

/**
 * What a vendor takes of its list price for a slower or a bundled answer: OpenAI's "Flex processing" and "Batch", Anthropic's
 * "Batch", Google's and Bedrock's flex tiers. Of the dearer ones (`priority`, reserved throughput) no list tells a factor
 * for all models, so they have no cost.
 */
const FACTORS: Readonly<Record<string, number>> = {
  auto: 1,
  default: 1,
  standard: 1,
  on_demand: 1,
  traffic_type_unspecified: 1,
  flex: 0.5,
  on_demand_flex: 0.5,
  batch: 0.5,
};

/**
 * Nano-dollars as a whole number; null if the list has no price for something that was used. A price that is not known
 * must not count as free (field.md F2).
 *
 * @param serviceTier what the answer says of how it was processed; null if nothing
 * @param adjustment of `model_cost_map`
 */
export function costOf(
  usage: Usage,
  info: ModelInfo,
  serviceTier: string | null,
  adjustment: number,
): number | null {
  const factor = FACTORS[(serviceTier ?? 'default').toLowerCase()];
  const prices = pricesFor(usage, info);
  if (factor === undefined || !prices) return null;
  let total = 0;
  for (const [count, price] of charges(usage, prices)) {
    if (count <= 0) continue;
    if (price === undefined) return null;
    total += (count * price) / MILLION;
  }
  return Math.round(total * factor * adjustment);
}

/** The prices of the usage's length of prompt, or null if there are none or nothing was counted. */
function pricesFor({ inputTokens, outputTokens }: Usage, info: ModelInfo): ModelPrices | null {
  if (!info.prices || (inputTokens === undefined && outputTokens === undefined)) return null;
  const long = info.longPrompts?.findLast(({ above }) => (inputTokens ?? 0) > above);
  return long?.prices ?? info.prices;
}

/** How much of each, and what a million of it costs. Parts are taken out of their totals, so nothing is paid twice. */
function charges(usage: Usage, prices: ModelPrices): readonly (readonly [number, number | undefined])[] {
  const read = usage.cachedTokens ?? 0;
  const written = usage.cacheCreationInputTokens ?? 0;
  const writtenForAnHour = Math.min(usage.cacheCreation1hInputTokens ?? 0, written);
  const imagesIn = usage.imageInputTokens ?? 0;
  const imagesOut = usage.imageOutputTokens ?? 0;
  const write = prices.inputCacheWrite ?? prices.input;
  return [
    [(usage.inputTokens ?? 0) - read - written - imagesIn, prices.input],
    [read, prices.inputCacheRead ?? prices.input],
    [written - writtenForAnHour, write],
    [writtenForAnHour, prices.inputCacheWrite1h ?? write],
    [imagesIn, prices.inputImage ?? prices.input],
    [(usage.outputTokens ?? 0) - imagesOut, prices.output],
    [imagesOut, prices.outputImage ?? prices.output],
    [usage.webSearchCount ?? 0, prices.webSearch],
  ];
}
