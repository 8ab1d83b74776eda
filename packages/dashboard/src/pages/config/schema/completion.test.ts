import { describe, expect, it } from 'vitest';
import { completionAt } from './completion.ts';
import { shapeAt } from './shape.ts';

/** Completes where the bar is, and takes the option of this label, if one is named. */
function complete(marked: string, label?: string): { labels: string[]; text?: string } {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const completion = completionAt(text, at);
  const labels = completion?.options.map((option) => option.label) ?? [];
  const option = completion?.options.find((option) => option.label === label);
  if (!completion || !option) return { labels };
  return { labels, text: text.slice(0, completion.from) + option.insert + text.slice(completion.to) };
}

const CONFIG = (capability: string): string => `{
  "providers": { "openai": { "models": ["gpt-5.5", "o5"] }, "openrouter": { "models": ["a/b"] } },
  "quotas": { "daily": { "capacity": "$5" } },
  "hooks": { "guard": {} },
  "grants": [{ "src": ["ann@example.com"], "app": { "tailscale.com/cap/aperture": [${capability}] } }],
}`;

describe('completing keys', () => {
  it('offers those of the section that are not there yet, with what they begin with', () => {
    const { labels, text } = complete('{ "providers": { "p": { "baseurl": "x", | } } }', 'models');
    expect(labels).toContain('apikey');
    expect(labels).not.toContain('baseurl');
    expect(text).toBe('{ "providers": { "p": { "baseurl": "x", "models": [] } } }');
  });

  it('takes the place of what is typed', () => {
    expect(complete('{ "provid|" }', 'providers').text).toBe('{ "providers": {} }');
    expect(complete('{ pro| }', 'providers').text).toBe('{ "providers": {} }');
    expect(complete('{ "pro|\n}', 'providers').text).toBe('{ "providers": {}\n}');
  });

  it('leaves a value that is there', () => {
    expect(complete('{ "gra|nts": [] }', 'grants').text).toBe('{ "grants": [] }');
  });

  it('knows the variants of identity sources', () => {
    expect(complete('{ "identity": [{ | }] }').labels).toEqual(['type']);
    expect(complete('{ "identity": [{ "type": "jwt", | }] }').labels).toContain('jwks_url');
    expect(complete('{ "identity": [{ "type": "|" }] }').labels).toContain('tailscale');
  });
});

describe('completing values', () => {
  it('offers the words of the schema', () => {
    const { labels, text } = complete('{ "providers": { "p": { "auth_mode": "|" } } }', 'passthrough');
    expect(labels).toEqual(['override', 'passthrough', 'none']);
    expect(text).toBe('{ "providers": { "p": { "auth_mode": "passthrough" } } }');
    expect(complete('{ "auto_cost_basis": | }').labels).toEqual(['true', 'false']);
  });

  it('offers the providers and models of the config in a grant', () => {
    const { labels, text } = complete(CONFIG('{ "models": "open|" }'), 'openai/gpt-5.5');
    expect(labels).toEqual([
      '**',
      'openai/**',
      'openrouter/**',
      'openai/gpt-5.5',
      'openai/o5',
      'openrouter/a/b',
    ]);
    expect(text).toContain('{ "models": "openai/gpt-5.5" }');
  });

  it('offers budgets, hooks and callers that have a name', () => {
    expect(complete(CONFIG('{ "quotas": [{ "bucket": | }] }')).labels).toEqual(['daily']);
    expect(complete(CONFIG('{ "send_hooks": [{ "name": "|" }] }')).labels).toEqual(['guard']);
    expect(complete(CONFIG('').replace('"src": [', '"src": ["|", ')).labels).toContain('ann@example.com');
  });

  it('says nothing in comments and where anything may be', () => {
    expect(complete('{ // pro|\n }').labels).toEqual([]);
    expect(complete('{ /* " */ | }').labels).toContain('providers');
    expect(complete('{ "providers": { "p": { "name": "|" } } }').labels).toEqual([]);
    expect(complete('{ "nothing": { "x": | } }').labels).toEqual([]);
  });
});

it('tells the shape of a place', () => {
  expect(shapeAt(['providers', 'any', 'preference'], {})?.type).toBe('integer');
  expect(shapeAt(['providers', 'any', 'none', 'deeper'], {})).toBeNull();
  expect(shapeAt(['providers', 'any', 'toString'], {})).toBeNull();
});
