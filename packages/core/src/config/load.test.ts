import { describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';

/** A config that nothing can be said against. */
const GOOD = `{
  // The organisation's providers.
  "providers": {
    "openai": {
      "baseurl": "https://api.openai.com/",
      "apikey": "sk-secret",
      "models": ["gpt-5.5", "gpt-5.5-mini",],
      "compatibility": { "openai_responses": true },
    },
  },
  "grants": [
    { "src": ["*"], "app": { "tailscale.com/cap/aperture": [{ "role": "admin" }, { "models": "**" }] } },
  ],
}`;

describe('a good config', () => {
  it.each(['start', 'save', 'validate'] as const)('has no problems in mode %s', (mode) => {
    const { snapshot, problems } = loadConfig(GOOD, { mode });
    expect(problems).toEqual([]);
    expect([...(snapshot?.catalog.keys() ?? [])]).toEqual(['gpt-5.5', 'gpt-5.5-mini']);
  });
});
