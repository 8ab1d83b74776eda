/** Against the price lists as they are published: the models here are old enough to have kept their prices. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CostBasis, ModelInfo } from '@aperturejs/core';
import { createModelInfoSource } from './genai-prices.ts';

const source = createModelInfoSource();

const at = (model: string, bases: readonly CostBasis[], baseurl = 'https://p.example', explicit = true) =>
  source.describe({ model, bases, explicit, baseurl });

/** What a million tokens cost, in dollars: read and written. */
const dollars = (info: ModelInfo | null): unknown =>
  info?.prices && [(info.prices.input ?? NaN) / 1e9, (info.prices.output ?? NaN) / 1e9];

it('tells name, context window and every price of a model', async () => {
  expect(await at('claude-opus-4-5', ['anthropic'])).toEqual({
    displayName: 'Claude Opus 4.5',
    contextWindow: 200_000,
    prices: {
      input: 5_000_000_000,
      output: 25_000_000_000,
      inputCacheRead: 500_000_000,
      inputCacheWrite: 6_250_000_000,
      inputCacheWrite1h: 10_000_000_000,
      webSearch: 10_000_000_000_000,
    },
    pricedAs: 'anthropic/claude-opus-4-5',
  });
});

it('names the price list that it brings along', () => {
  const require = createRequire(import.meta.url);
  const manifest = new URL('../../../../node_modules/@pydantic/genai-prices/package.json', import.meta.url);
  const { version } = require(fileURLToPath(manifest)) as { version: string };
  expect(source.priceList).toBe(`genai-prices ${version}`);
});

it('tells what long prompts cost', async () => {
  const info = await at('gemini-2.5-pro', ['google']);
  expect(dollars(info)).toEqual([1.25, 10]);
  expect(info?.longPrompts).toMatchObject([
    { above: 200_000, prices: { input: 2_500_000_000, output: 15_000_000_000 } },
  ]);
  expect(await at('gpt-5', ['openai'])).not.toHaveProperty('longPrompts');
});

it('tells the price of a short prompt where long ones cost more', async () => {
  expect(dollars(await at('claude-sonnet-4-5', ['anthropic']))).toEqual([3, 15]);
});

it.each<[model: string, basis: CostBasis, prices: readonly number[] | undefined]>([
  ['claude-opus-4-5-20251101', 'anthropic', [5, 25]],
  ['claude-opus-5@20260401', 'anthropic', [5, 25]],
  ['claude-opus-4-5@20251101', 'vertex', [5, 25]],
  ['claude-opus-4-5@default', 'vertex', [5, 25]],
  ['gemini-2.5-pro', 'vertex', [1.25, 10]],
  ['gemini-2.5-pro', 'google', [1.25, 10]],
  ['gpt-5', 'openai', [1.25, 10]],
  ['gpt-5-2025-08-07', 'openai', [1.25, 10]],
  ['gpt-5', 'azure', [1.25, 10]],
  ['gpt-5', 'azure-eu', [1.375, 11]],
  ['openai/gpt-5', 'openrouter', [1.25, 10]],
  ['openai/gpt-5', 'vercel', [1.25, 10]],
  ['anthropic/claude-opus-4.5', 'openrouter', [5, 25]],
  ['anthropic/claude-opus-4.5', 'vercel', [5, 25]],
  ['anthropic.claude-opus-4-5-20251101-v1:0', 'bedrock', [5.5, 27.5]],
  ['us.anthropic.claude-opus-4-5-20251101-v1:0', 'bedrock', [5.5, 27.5]],
  ['global.anthropic.claude-opus-4-5-20251101-v1:0', 'bedrock-us', [5, 25]],
  ['anthropic.claude-opus-4-5-20251101-v1:0', 'bedrock-eu', [5.5, 27.5]],
  ['eu.anthropic.claude-opus-5-20260401-v1:0', 'bedrock-eu', [5.5, 27.5]],
  ['amazon.nova-pro-v1:0', 'bedrock-ap', [0.8, 3.2]],
  [
    'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0',
    'bedrock',
    [3.3, 16.5],
  ],
  // A name alone does not make it another vendor's model.
  ['gpt-5', 'anthropic', undefined],
  ['openai/gpt-5', 'openai', undefined],
  ['my-deployment', 'azure', undefined],
  ['gpt-5', 'vercel', undefined],
  ['nobody/gpt-5', 'vercel', undefined],
  ['gpt-5-v3', 'openai', undefined],
  ['@cf/openai/gpt-5', 'openai', undefined],
  ['', 'openai', undefined],
])('prices %s at %s', async (model, basis, prices) => {
  expect(dollars(await at(model, [basis]))).toEqual(prices);
});

it('tells no price where there is none to tell', async () => {
  const free = await at('deepseek/deepseek-r1:free', ['openrouter']);
  expect(free).not.toBeNull();
  expect(free).not.toHaveProperty('prices');
});

describe('where the price table is a guess', () => {
  it('looks into one after the other', async () => {
    expect(dollars(await at('claude-opus-4-5', ['openai', 'anthropic'], undefined, false))).toEqual([5, 25]);
  });

  it('goes by the URL of a vendor it knows', async () => {
    const groq = 'https://api.groq.com/openai';
    expect(dollars(await at('llama-3.3-70b-versatile', ['openai'], groq, false))).toEqual([0.59, 0.79]);
    expect(await at('gpt-5', ['openai'], groq, false)).toBeNull();
    expect(await at('llama-3.3-70b-versatile', ['openai'], groq)).toBeNull();
  });

  it('tells of a model without a table too', async () => {
    const info = await at(
      'anthropic.claude-opus-4-5-20251101-v1:0',
      [],
      'https://bedrock-runtime.us-east-1.amazonaws.com',
      false,
    );
    expect(info).toMatchObject({ contextWindow: 200_000 });
    expect(await at('claude-opus-4-5', [], undefined, false)).toBeNull();
  });
});

it('remembers what it has looked up, unless the price depends on the hour', async () => {
  const first = await at('gpt-5', ['openai']);
  expect(at('gpt-5', ['openai'])).toBe(first);
  await at('nope', ['openai']);
  expect(at('nope', ['openai'])).toBeNull();
  const deepseek = 'https://api.deepseek.com';
  expect(dollars(await at('deepseek-chat', ['openai'], deepseek, false))).toBeDefined();
  expect(at('deepseek-chat', ['openai'], deepseek, false)).toBeInstanceOf(Promise);
});
