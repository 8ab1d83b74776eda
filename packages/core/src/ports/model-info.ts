/** The port that knows models. */
import type { CostBasis } from '../config/snapshot.ts';

/** Knows about models what their providers' configs do not say: names, limits, prices. */
export interface ModelInfoSource {
  /**
   * Tells what is known of a model; null if nothing is. Asked once for each model of a list while a client waits for it:
   * a source answers from what it has at hand.
   */
  describe(question: ModelQuestion): ModelInfo | null | Promise<ModelInfo | null>;
  /** Where its prices come from, with the version: `genai-prices 0.1.8`. Records keep it beside each cost. */
  readonly priceList?: string;
}

/** A model as a provider offers it. */
export interface ModelQuestion {
  /** The provider's id of the model, or the one that `model_cost_map` puts in its place. */
  readonly model: string;
  /** The price tables to look into, in this order; empty if the provider's prices are not to be told. */
  readonly bases: readonly CostBasis[];
  /** False if the tables are a guess from the provider's API formats: its `baseurl` may tell better. */
  readonly explicit: boolean;
  /** The provider's base URL, without a trailing slash. */
  readonly baseurl: string;
}

/** What is known of a model. Whatever is not known is absent, never 0. */
export interface ModelInfo {
  /** A name for people. */
  readonly displayName?: string;
  /** The most tokens it takes in. */
  readonly contextWindow?: number;
  /** The most tokens it gives out. */
  readonly maxOutput?: number;
  /** What it can do, such as `vision`, `tools`, `reasoning`. */
  readonly capabilities?: readonly string[];
  /** What it costs at this moment. */
  readonly prices?: ModelPrices;
  /** What it costs where the prompt is longer, shortest first. */
  readonly longPrompts?: readonly LongPromptPrices[];
  /** The price table and the model in it: `anthropic/claude-sonnet-4-5`. */
  readonly pricedAs?: string;
}

/** Prices of every token of a request, once its prompt is longer than so much. */
export interface LongPromptPrices {
  /** Tokens read, from a cache or not. */
  readonly above: number;
  readonly prices: ModelPrices;
}

/**
 * What a model costs, each in nano-dollars for a million: whole numbers for every price that a vendor has published, so
 * that none is rounded. $3 for a million tokens are 3,000,000,000. Where a price grows with the length of the prompt,
 * the lowest.
 */
export interface ModelPrices {
  /** Tokens that it reads. */
  readonly input?: number;
  /** Tokens that it writes. */
  readonly output?: number;
  /** Tokens of images that it reads; absent where they cost what others do. */
  readonly inputImage?: number;
  /** Tokens of images that it makes. */
  readonly outputImage?: number;
  /** Tokens that it reads from a prompt cache. */
  readonly inputCacheRead?: number;
  /** Tokens that it writes to a prompt cache. */
  readonly inputCacheWrite?: number;
  /** Tokens that it writes to a prompt cache which keeps them for an hour. */
  readonly inputCacheWrite1h?: number;
  /** Web searches. */
  readonly webSearch?: number;
}
