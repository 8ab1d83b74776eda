import { describe, expect, it } from 'vitest';
import { readText, valueAt } from '../text/read.ts';
import { grantsReaching, idMistake, patternsOf, removeProvider, renameProvider } from './provider-edits.ts';

const TEXT = `{
  "providers": {
    // ours
    "openai": { "models": ["gpt-5.5"] }, // the first
    "openai-2": { "models": ["gpt-5.5"] },
  },
  "grants": [
    {
      "src": ["*"],
      "app": {
        "tailscale.com/cap/aperture": [
          { "role": "user" },
          { "models": "openai/**" }, // all
          { "models": "openai/gpt-5.5", "quotas": [{ "bucket": "daily" }] },
          { "models": "openai-2/**" },
          { "models": "**" },
        ],
      },
    },
  ],
}
`;

const patterns = (text: string): string[] => patternsOf(readText(text).value).map(({ pattern }) => pattern);

describe('renaming a provider', () => {
  it('takes the grants that name it along, and leaves all else', () => {
    const text = renameProvider(TEXT, 'openai', 'platform');
    expect(patterns(text)).toEqual(['platform/**', 'platform/gpt-5.5', 'openai-2/**', '**']);
    expect(text).toBe(
      TEXT.replace('"openai":', '"platform":')
        .replace('openai/**', 'platform/**')
        .replace('openai/gpt', 'platform/gpt'),
    );
  });
});

describe('removing a provider', () => {
  it('takes out of the grants what named it, whole', () => {
    const text = removeProvider(TEXT, 'openai');
    expect(patterns(text)).toEqual(['openai-2/**', '**']);
    expect(valueAt(readText(text).value, ['grants', 0, 'app', 'tailscale.com/cap/aperture'])).toHaveLength(3);
    expect(text).not.toContain('ours');
    expect(text).not.toContain('daily');
  });
});

it('tells what is wrong with an id', () => {
  expect(idMistake('openai', ['openai'])).toContain('already');
  expect(idMistake('a/b', [])).toContain('“/”');
  expect(idMistake('a b', [])).toContain('white space');
  expect(idMistake('', [])).toContain('needs');
  expect(idMistake('a.b', ['openai'])).toBeNull();
});

it.each([
  ['openai', ['openai/**', 'openai/gpt-5.5', '**']],
  ['openai-2', ['openai-2/**', '**']],
])('tells which grants may reach %s', (id, reaching) => {
  expect(grantsReaching(readText(TEXT).value, id).map(({ pattern }) => pattern)).toEqual(reaching);
});

it.each([
  ['*/m', 'any', true],
  ['open*/**', 'openai', true],
  ['*ai/**', 'openai', true],
  ['o*n*i/**', 'openai', true],
  ['o*x*i/**', 'openai', false],
  ['openai*/**', 'openai', true],
  ['ai*/**', 'openai', false],
])('takes %s for a pattern of %s: %s', (pattern, id, reaches) => {
  const config = { grants: [{ app: { 'tailscale.com/cap/aperture': [{ models: pattern }] } }] };
  expect(grantsReaching(config, id)).toHaveLength(reaches ? 1 : 0);
});
