import { describe, expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import type { ModelInfo, ModelInfoSource } from '../ports/model-info.ts';
import { AS, CAP, url } from '../testing/gateway.ts';
import { recorder } from '../testing/recorder.ts';
import { problemOf } from '../testing/records-stage.ts';
import type { PriceCatalogue } from './price-catalogue.ts';

const BUYER = AS('buyer@example.com');
const CONFIG = {
  grants: [
    { src: ['buyer@example.com'], app: { [CAP]: [{ role: 'user' }, { read_pricing: true }] } },
    { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }, { models: '**' }] } },
    { src: ['odd@example.com'], app: { [CAP]: [{ role: 'admin' }, { read_pricing: 'yes' }] } },
  ],
  providers: {
    claude: {
      baseurl: 'https://api.anthropic.com',
      apikey: 'sk-secret',
      models: ['claude', 'secret-preview', 'unpriced'],
      cost_basis: 'anthropic',
      model_cost_map: [
        { match: 'secret-*', as: 'claude', adjustment: 1.1 },
        { match: 'un*', as: 'nobody' },
      ],
    },
    europe: { baseurl: 'https://eu.example', apikey: 'k', models: ['gpt'], cost_basis: 'azure-eu' },
    vendor: { baseurl: 'https://vendor.example', apikey: 'k', models: ['a/b c', 'gpt'], disabled: true },
    none: {
      baseurl: 'https://none.example',
      apikey: 'k',
      models: ['claude'],
      compatibility: { bedrock_converse: true },
    },
  },
};

const TABLES: Readonly<Record<string, ModelInfo>> = {
  'anthropic claude': {
    prices: {
      input: 3_000_000_000,
      output: 15_000_000_000,
      inputCacheRead: 300_000_000,
      webSearch: 10_000_000_000_000,
    },
    longPrompts: [{ above: 200_000, prices: { input: 6_000_000_000, output: 22_500_000_000 } }],
    pricedAs: 'anthropic/claude-sonnet-4-5',
  },
  'azure-eu gpt': { prices: { input: 1_375_000_000 }, pricedAs: 'azure/gpt-5' },
  'openai gpt': { prices: { input: 1_250_000_000 }, pricedAs: 'openai/gpt-5' },
  'vendor a/b c': { prices: { input: 75_000_000, output: 1 }, pricedAs: 'vendor/b-c' },
};
const source: ModelInfoSource = {
  priceList: 'a list 1.0',
  describe: ({ model, bases, explicit }) =>
    // Like a source that knows vendors by their URLs.
    (!explicit ? TABLES[`vendor ${model}`] : undefined) ??
    bases.map((basis) => TABLES[`${basis} ${model}`]).find(Boolean) ??
    null,
};

function stage(modelInfo: ModelInfoSource = source) {
  const log: string[] = [];
  const gateway = createGateway(CONFIG, {
    transport: recorder(),
    modelInfo,
    logger: { log: (level, message) => void log.push(`${level} ${message}`) },
  });
  const get = (path = '', context = BUYER, headers: Record<string, string> = {}): Promise<Response> =>
    gateway.fetch(new Request(url(`/aperture/pricing${path}`), { headers }), context);
  return { get, log, catalogue: async (path = '') => (await (await get(path)).json()) as PriceCatalogue };
}

describe('the prices', () => {
  it('are those that costs are estimated with, in dollars', async () => {
    const answer = await stage().get();
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, expect.stringMatching(/^"\w{32}"$/)]);
    const listed = { source: 'a list 1.0', resolver_adjustment: 1 };
    expect(await answer.json()).toEqual({
      currency: 'USD',
      units: {
        input: { basis: 'tokens', quantity: 1_000_000 },
        input_above_200k: { basis: 'tokens', quantity: 1_000_000 },
        input_cache_read: { basis: 'tokens', quantity: 1_000_000 },
        output: { basis: 'tokens', quantity: 1_000_000 },
        output_above_200k: { basis: 'tokens', quantity: 1_000_000 },
        web_search: { basis: 'searches', quantity: 1_000 },
      },
      cost_bases: ['anthropic', 'azure-eu', 'openai', 'vendor'],
      models: {
        'a/b c': {
          cost_bases: {
            vendor: {
              ...listed,
              resolved_model: 'b-c',
              effective_pricing: { input: 0.075, output: 1e-9 },
            },
          },
        },
        claude: {
          cost_bases: {
            anthropic: {
              ...listed,
              resolved_model: 'claude-sonnet-4-5',
              effective_pricing: {
                input: 3,
                output: 15,
                input_cache_read: 0.3,
                web_search: 10,
                input_above_200k: 6,
                output_above_200k: 22.5,
              },
            },
          },
        },
        gpt: {
          cost_bases: {
            'azure-eu': {
              ...listed,
              resolver_adjustment: 1.1,
              resolved_model: 'gpt-5',
              effective_pricing: { input: 1.375 },
            },
            openai: { ...listed, resolved_model: 'gpt-5', effective_pricing: { input: 1.25 } },
          },
        },
      },
      configured_adjustments: {
        providers: {
          claude: {
            cost_basis: 'anthropic',
            cost_basis_source: 'explicit',
            model_cost_map: [
              { match: 'secret-*', as: 'claude', adjustment: 1.1 },
              { match: 'un*', as: 'nobody' },
            ],
          },
          europe: { cost_basis: 'azure-eu', cost_basis_source: 'explicit', model_cost_map: null },
          vendor: { cost_basis: 'openai', cost_basis_source: 'inferred', model_cost_map: null },
          none: { cost_basis_source: 'none', model_cost_map: null },
        },
      },
    });
  });

  it.each([
    ['/claude', ['claude']],
    ['/a/b%20c', ['a/b c']],
    ['/a%2Fb%20c', ['a/b c']],
    ['/unpriced', []],
    ['/nobody', []],
    ['/CLAUDE', []],
    ['/__proto__', []],
  ])('of one model are asked for by its name: %s', async (path, models) => {
    const { catalogue } = stage();
    const told = await catalogue(path);
    expect(Object.keys(told.models)).toEqual(models);
    expect(Object.keys(told.configured_adjustments.providers)).toHaveLength(4);
  });

  it('are at no path that is malformed', async () => {
    expect((await problemOf(await stage().get('/%ff'))).status).toBe(404);
  });

  it('are sent once, and again when they change', async () => {
    const { get } = stage();
    const etag = (await get()).headers.get('etag')!;
    const again = await get('', BUYER, { 'if-none-match': `"x", W/${etag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await get('/claude', BUYER, { 'if-none-match': etag })).status).toBe(200);
    const dearer: ModelInfoSource = {
      ...source,
      describe: (question) => {
        const info = source.describe(question) as ModelInfo | null;
        return info && { ...info, prices: { ...info.prices, input: 4_000_000_000 } };
      },
    };
    expect((await stage(dearer).get('', BUYER, { 'if-none-match': etag })).status).toBe(200);
    expect((await stage().get('', BUYER, { 'if-none-match': etag })).status).toBe(304);
  });

  it('are for those whom a grant says so, admins or not', async () => {
    const { get } = stage();
    for (const login of ['root@example.com', 'odd@example.com']) {
      const problem = await problemOf(await get('', AS(login)));
      expect([problem.status, problem.detail]).toEqual([403, expect.stringContaining('read_pricing')]);
    }
    expect((await get('/claude', AS('nobody@example.com'))).status).toBe(403);
    expect((await problemOf(await get('?key=sk-x'))).status).toBe(422);
  });

  it('are missing where nobody knows them, and the log says why', async () => {
    const failing: ModelInfoSource = { describe: () => Promise.reject(new Error('out of order')) };
    const { catalogue, log } = stage(failing);
    expect((await catalogue()).models).toEqual({});
    expect(new Set(log.slice(-3))).toEqual(new Set(['warn what is known of a model could not be looked up']));
  });
});
