import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../ports/model-info.ts';
import { costOf } from './cost.ts';
import type { Usage } from './usage.ts';

const dollar = 1e9;
const CLAUDE: ModelInfo = {
  prices: {
    input: 3 * dollar,
    output: 15 * dollar,
    inputCacheRead: 0.3 * dollar,
    inputCacheWrite: 3.75 * dollar,
    inputCacheWrite1h: 6 * dollar,
    webSearch: 10_000 * dollar,
  },
  longPrompts: [{ above: 200_000, prices: { input: 6 * dollar, output: 22.5 * dollar } }],
};

const cost = (usage: Usage, info = CLAUDE, tier: string | null = null, adjustment = 1): number | null =>
  costOf(usage, info, tier, adjustment);

describe('what a call cost', () => {
  it.each<[string, Usage, number]>([
    ['tokens read and written', { inputTokens: 1_000, outputTokens: 100 }, 0.003 + 0.0015],
    [
      'what came from a cache, and what was kept in one',
      {
        inputTokens: 10_000,
        cachedTokens: 6_000,
        cacheCreationInputTokens: 3_000,
        cacheCreation5mInputTokens: 2_000,
        cacheCreation1hInputTokens: 1_000,
        outputTokens: 10,
      },
      0.003 + 0.0018 + 0.0075 + 0.006 + 0.00015,
    ],
    ['reasoning, once', { inputTokens: 0, outputTokens: 1_000, reasoningTokens: 900 }, 0.015],
    ['searches', { inputTokens: 1_000, outputTokens: 0, webSearchCount: 2 }, 0.003 + 0.02],
    ['the length at which a prompt is not long yet', { inputTokens: 200_000 }, 0.6],
    ['a long prompt, all of it', { inputTokens: 200_001, outputTokens: 1_000 }, 1.200006 + 0.0225],
  ])('%s', (_what, usage, dollars) => {
    expect(cost(usage)).toBe(Math.round(dollars * 1e9));
  });

  it('is less for flex and batch, and not known for tiers that no list prices', () => {
    const usage = { inputTokens: 1_000_000 / 10, outputTokens: 0 };
    expect(cost(usage, CLAUDE, 'default')).toBe(300_000_000);
    expect(cost(usage, CLAUDE, 'standard')).toBe(300_000_000);
    expect(cost(usage, CLAUDE, 'flex')).toBe(150_000_000);
    expect(cost(usage, CLAUDE, 'batch')).toBe(150_000_000);
    expect(cost(usage, CLAUDE, 'priority')).toBeNull();
    expect(cost(usage, CLAUDE, 'something new')).toBeNull();
  });

  it('is adjusted', () => {
    expect(cost({ inputTokens: 1_000 }, CLAUDE, null, 1.1)).toBe(3_300_000);
  });

  it('is not known, and never nothing, where a price is missing', () => {
    expect(cost({ inputTokens: 1, outputTokens: 1 }, {})).toBeNull();
    expect(cost({ inputTokens: 1, outputTokens: 1 }, { prices: { input: 1 } })).toBeNull();
    expect(cost({ inputTokens: 1, webSearchCount: 1 }, { prices: { input: 1 } })).toBeNull();
    expect(cost({}, CLAUDE)).toBeNull();
    // Nothing was written, so nobody needs its price.
    expect(cost({ inputTokens: 1_000_000, outputTokens: 0 }, { prices: { input: 7 } })).toBe(7);
  });

  it('takes the price of input for parts that have none of their own', () => {
    const flat: ModelInfo = { prices: { input: dollar, output: dollar } };
    const usage = {
      inputTokens: 1_000,
      cachedTokens: 300,
      cacheCreationInputTokens: 300,
      imageInputTokens: 100,
    };
    expect(cost({ ...usage, outputTokens: 500, imageOutputTokens: 200 }, flat)).toBe(1_500_000);
  });

  it('is a whole number that is never below zero, whatever was counted', () => {
    const count = fc.option(fc.nat({ max: 10_000_000 }), { nil: undefined });
    const usage = fc.record({
      inputTokens: count,
      outputTokens: count,
      cachedTokens: count,
      cacheCreationInputTokens: count,
      cacheCreation1hInputTokens: count,
      imageInputTokens: count,
      webSearchCount: count,
    });
    fc.assert(
      fc.property(usage, (counted) => {
        const nano = cost(counted as Usage);
        if (nano !== null) expect(Number.isSafeInteger(nano) && nano >= 0).toBe(true);
      }),
    );
  });
});
