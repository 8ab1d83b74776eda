import { describe, expect, it } from 'vitest';
import { loadConfig } from '../load.ts';
import type { Cost } from '../snapshot.ts';

const compile = (fields: object, more: object = {}): Cost | undefined => {
  const provider = { baseurl: 'https://models.example.com', apikey: 'k', models: ['m'], ...fields };
  return loadConfig({ ...more, providers: { p: provider } }).snapshot?.providers.get('p')?.cost;
};

describe('the cost basis', () => {
  it.each([
    [{}, ['openai']],
    [{ openai_responses: true }, ['openai']],
    [{ anthropic_messages: true }, ['anthropic']],
    [{ gemini_generate_content: true }, ['google']],
    [{ google_generate_content: true }, ['vertex']],
    [{ google_raw_predict: true }, ['vertex']],
    [{ google_raw_predict: true, anthropic_messages: true }, ['anthropic', 'vertex']],
  ])('is told from the formats: %j', (compatibility, bases) => {
    expect(compile({ compatibility })).toMatchObject({ bases, source: 'inferred' });
    const off = { auto_cost_basis: false };
    expect(compile({ compatibility }, off)).toMatchObject({ bases: [], source: 'none' });
    const explicit = { bases: ['azure-eu'], source: 'explicit' };
    expect(compile({ compatibility, cost_basis: 'azure-eu' }, off)).toMatchObject(explicit);
  });

  it('is told from the host where others than the vendor sell its models', () => {
    expect(compile({ baseurl: 'https://openrouter.ai/api' })?.bases).toEqual(['openrouter']);
    const vercel = { baseurl: 'https://ai-gateway.vercel.sh', compatibility: { openai_responses: true } };
    expect(compile(vercel)?.bases).toEqual(['vercel']);
    expect(compile({ upstream: 'constructor' })?.bases).toEqual(['openai']);
  });

  it('must be given for Bedrock, where prices differ by region', () => {
    const bedrock = { compatibility: { bedrock_converse: true, bedrock_model_invoke: true } };
    expect(compile(bedrock)).toMatchObject({ bases: [], source: 'none' });
    expect(compile({ ...bedrock, cost_basis: 'bedrock-eu' })).toMatchObject({ bases: ['bedrock-eu'] });
  });
});

describe('the rules of model_cost_map', () => {
  it('keep their order and have their defaults', () => {
    const model_cost_map = [
      { match: 'a*', as: 'b', adjustment: 0.5 },
      { match: '*', as: '' },
    ];
    expect(compile({ model_cost_map })?.rules).toEqual([
      { match: { source: 'a*', matches: expect.any(Function) }, as: 'b', adjustment: 0.5 },
      { match: { source: '*', matches: expect.any(Function) }, as: null, adjustment: 1 },
    ]);
  });

  it('are taken without those that are malformed', () => {
    const model_cost_map = [
      { match: '[' },
      { match: 5 },
      { as: 'x' },
      { match: 'm', adjustment: -1 },
      { match: 'm' },
    ];
    expect(
      compile({ model_cost_map })?.rules.map(({ match, adjustment }) => [match.source, adjustment]),
    ).toEqual([
      ['m', 1],
      ['m', 1],
    ]);
  });
});
