import { describe, expect, it } from 'vitest';
import { count, tell, USAGE_NAMES, type Usage } from './usage.ts';

describe('counting', () => {
  it.each([
    [0, 0],
    [17, 17],
    [-1, 0],
    [12.9, 12],
    [1e300, Number.MAX_SAFE_INTEGER],
    [undefined, undefined],
    [null, undefined],
    ['17', undefined],
    [Number.NaN, undefined],
    [{}, undefined],
  ])('%s is %s', (value, expected) => {
    expect(count(value)).toBe(expected);
  });
});

it('writes what is told and keeps what is not', () => {
  const usage: Usage = { inputTokens: 5, outputTokens: 1 };
  tell(usage, { inputTokens: undefined, outputTokens: 0, cachedTokens: 3 });
  expect(usage).toEqual({ inputTokens: 5, outputTokens: 0, cachedTokens: 3 });
});

it('has the fields of the spec and no others', () => {
  expect(Object.values(USAGE_NAMES)).toEqual([
    'input_tokens',
    'output_tokens',
    'cached_tokens',
    'cache_creation_input_tokens',
    'cache_creation_5m_input_tokens',
    'cache_creation_1h_input_tokens',
    'reasoning_tokens',
    'image_input_tokens',
    'image_output_tokens',
    'web_search_count',
  ]);
});
