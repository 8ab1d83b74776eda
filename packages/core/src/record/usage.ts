/**
 * What a call used, in one convention for all vendors (docs/decisions/0020).
 *
 * A total holds its parts: `inputTokens` is everything the model read, with what came from a cache, what was written to
 * one, and images; `outputTokens` is everything it wrote, with reasoning and images. Prices are computed from such totals.
 * A field that the vendor does not tell is absent: absent is unknown and never 0.
 */
export interface Usage {
  /** Everything the model read, from a cache or not. */
  inputTokens?: number;
  /** Everything the model wrote, reasoning included. */
  outputTokens?: number;
  /** Of `inputTokens`: read from a cache. */
  cachedTokens?: number;
  /** Of `inputTokens`: written to a cache, for whatever time. */
  cacheCreationInputTokens?: number;
  /** Of `cacheCreationInputTokens`: kept for five minutes. */
  cacheCreation5mInputTokens?: number;
  /** Of `cacheCreationInputTokens`: kept for an hour. */
  cacheCreation1hInputTokens?: number;
  /** Of `outputTokens`: reasoning, shown or not. */
  reasoningTokens?: number;
  /** Of `inputTokens`: images. */
  imageInputTokens?: number;
  /** Of `outputTokens`: images. */
  imageOutputTokens?: number;
  /** Web searches that the vendor made for the answer. */
  webSearchCount?: number;
}

/** The fields under the names that reports, hooks and exports use (spec/aperture.md 7.1). */
export const USAGE_NAMES: Readonly<Record<keyof Usage, string>> = {
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cachedTokens: 'cached_tokens',
  cacheCreationInputTokens: 'cache_creation_input_tokens',
  cacheCreation5mInputTokens: 'cache_creation_5m_input_tokens',
  cacheCreation1hInputTokens: 'cache_creation_1h_input_tokens',
  reasoningTokens: 'reasoning_tokens',
  imageInputTokens: 'image_input_tokens',
  imageOutputTokens: 'image_output_tokens',
  webSearchCount: 'web_search_count',
};

/**
 * A count as vendors send it, or undefined if there is none. Kimi sends -1 for an input that came whole from its cache,
 * so what is below zero is zero.
 */
export function count(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Math.min(Math.max(0, Math.trunc(value)), Number.MAX_SAFE_INTEGER);
}

/** Writes the fields that are told over those of before. */
export function tell(usage: Usage, told: { readonly [Name in keyof Usage]: number | undefined }): void {
  for (const name of Object.keys(told) as (keyof Usage)[]) {
    const value = told[name];
    if (value !== undefined) usage[name] = value;
  }
}
