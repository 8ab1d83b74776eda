/** What is told of a model: the config's word first, then what the source of model information knows. */
import type { Cost } from '../config/snapshot.ts';
import type { Logger } from '../ports/logger.ts';
import type { ModelInfo, ModelInfoSource, ModelPrices } from '../ports/model-info.ts';
import type { Offer } from './offers.ts';

/** An offer with everything that is known of it; null where nothing is. */
export interface DescribedModel extends Offer {
  /** The id, for want of a better name. */
  readonly displayName: string;
  /** In tokens. */
  readonly contextWindow: number | null;
  /** In tokens. */
  readonly maxOutput: number | null;
  readonly capabilities: readonly string[] | null;
  readonly pricing: Pricing | null;
}

/** What a model costs at its provider, adjusted as `model_cost_map` says. */
export interface Pricing {
  /** The name of the model whose price it is. */
  readonly displayName: string | null;
  readonly prices: ModelPrices;
}

/** Describes an offer. A source that fails costs what it would have told, never the list. */
export async function describe(
  { provider, model }: Offer,
  source: ModelInfoSource,
  logger: Logger,
): Promise<DescribedModel> {
  const ask = async (id: string): Promise<ModelInfo> => {
    const { cost, baseurl } = provider;
    const question = { model: id, bases: cost.bases, explicit: cost.source === 'explicit', baseurl };
    try {
      return (await source.describe(question)) ?? {};
    } catch (error) {
      logger.log('warn', 'what is known of a model could not be looked up', {
        model: id,
        error: error instanceof Error ? error.message : String(error),
      });
      return {};
    }
  };
  const { as, adjustment } = pricedAs(provider.cost, model);
  const known = await ask(model);
  const priced = as === model ? known : await ask(as);
  const configured = provider.modelInfo.get(model);
  return {
    provider,
    model,
    displayName: configured?.displayName ?? known.displayName ?? model,
    contextWindow: configured?.contextWindow ?? known.contextWindow ?? null,
    maxOutput: configured?.maxOutput ?? known.maxOutput ?? null,
    capabilities: configured?.capabilities ?? known.capabilities ?? null,
    pricing:
      priced.prices && provider.cost.bases.length > 0
        ? { displayName: priced.displayName ?? null, prices: adjusted(priced.prices, adjustment) }
        : null,
  };
}

/** The model whose price counts for a model, and what it is multiplied by. */
export function pricedAs(cost: Cost, model: string): { readonly as: string; readonly adjustment: number } {
  const rule = cost.rules.find(({ match }) => match.matches(model));
  return { as: rule?.as ?? model, adjustment: rule?.adjustment ?? 1 };
}

function adjusted(prices: ModelPrices, factor: number): ModelPrices {
  if (factor === 1) return prices;
  return Object.fromEntries(
    Object.entries(prices).map(([unit, nano]) => [unit, Math.round((nano as number) * factor)]),
  );
}
