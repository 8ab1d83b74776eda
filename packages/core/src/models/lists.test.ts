/** Lists of models as their clients ask for them, through the whole gateway. */
import { describe, expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import type { ModelInfo, ModelInfoSource, ModelQuestion } from '../ports/model-info.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { ALICE, AS, CAP, url } from '../testing/gateway.ts';
import { recorder } from '../testing/recorder.ts';

const MESSAGES = { anthropic_messages: true };
const GEMINI = { gemini_generate_content: true };
const CONFIG = {
  grants: [
    { src: ['*'], app: { [CAP]: [{ role: 'user' }] } },
    { src: ['alice@example.com'], app: { [CAP]: [{ models: '**' }] } },
    { src: ['bob@example.com'], app: { [CAP]: [{ models: 'claude/**' }] } },
  ],
  providers: {
    openai: { baseurl: 'https://api.openai.com', apikey: 'k', models: ['gpt-5', 'shared', 'vendor/gpt:1'] },
    claude: {
      name: 'Claude',
      baseurl: 'https://api.anthropic.com',
      apikey: 'k',
      models: ['claude-a', 'claude-b', 'claude-c@20251101', 'shared'],
      compatibility: MESSAGES,
      model_info: { 'claude-b': { display_name: 'Claude B', max_output_tokens: 64_000 } },
    },
    spare: {
      baseurl: 'https://spare.example',
      apikey: 'k',
      models: ['claude-b', 'claude-d'],
      compatibility: MESSAGES,
      preference: 1,
      model_info: { 'claude-b': { display_name: 'Claude B of Spare' } },
    },
    gone: { baseurl: 'https://gone.example', models: ['claude-z'], compatibility: MESSAGES, disabled: true },
    gemini: {
      description: 'The Gemini API',
      baseurl: 'https://generativelanguage.googleapis.com',
      apikey: 'k',
      models: ['gemini-3', 'gemini-4'],
      compatibility: GEMINI,
    },
  },
};

const ANTHROPIC = { 'anthropic-version': '2023-06-01' };

interface Asked {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly as?: RequestContext;
  readonly source?: ModelInfoSource;
  readonly config?: object;
}

/** Asks, and fails if anything reaches a provider for it. */
async function ask(
  path: string,
  { headers = {}, method = 'GET', as = ALICE, source, config = CONFIG }: Asked = {},
) {
  const transport = recorder();
  const logged: string[] = [];
  const gateway = createGateway(config as Record<string, unknown>, {
    transport,
    logger: {
      log: (level, message, fields) => void logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
    },
    ...(source && { modelInfo: source }),
  });
  const response = await gateway.fetch(new Request(url(path), { method, headers }), as);
  expect(transport.sent).toEqual([]);
  const text = await response.text();
  return { status: response.status, text, body: text ? JSON.parse(text) : null, response, logged };
}

const knowing = (infos: Record<string, ModelInfo>): ModelInfoSource & { asked: ModelQuestion[] } => {
  const asked: ModelQuestion[] = [];
  return {
    asked,
    describe(question) {
      asked.push(question);
      return Promise.resolve(infos[question.model] ?? null);
    },
  };
};

const names = (list: { data: { id: string }[] }): string[] => list.data.map(({ id }) => id);

describe("OpenAI's list", () => {
  it('tells what is known of each model at each provider, and nothing of what is not', async () => {
    const source = knowing({
      'gpt-5': {
        displayName: 'GPT-5',
        contextWindow: 400_000,
        capabilities: ['tools'],
        prices: { input: 1_250_000_000, output: 10_000_000_000, webSearch: 10_000_000_000_000 },
      },
    });
    const { body } = await ask('/v1/models', { source });
    expect(body.object).toBe('list');
    expect(body.data[0]).toEqual({
      id: 'gpt-5',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'openai',
      display_name: 'GPT-5',
      pricing_display_name: 'GPT-5',
      supported_endpoints: ['/v1/chat/completions'],
      context_window_tokens: 400_000,
      capabilities: ['tools'],
      pricing: { input: '0.00000125', output: '0.00001000', web_search: '0.01000000' },
      metadata: {
        provider: {
          id: 'openai',
          name: '',
          description: '',
          requires_client_auth: false,
          upstream: 'openai',
        },
      },
    });
    expect(body.data[1]).toEqual({
      id: 'shared',
      object: 'model',
      created: expect.any(Number),
      owned_by: 'openai',
      display_name: 'shared',
      supported_endpoints: ['/v1/chat/completions'],
      metadata: expect.anything(),
    });
    expect(names(body).filter((id) => id === 'shared')).toHaveLength(2);
  });

  it('prefers the word of the config', async () => {
    const source = knowing({
      m: { displayName: 'Known', contextWindow: 1, maxOutput: 2, capabilities: ['tools'] },
    });
    const provider = { baseurl: 'http://127.0.0.1:8000', models: ['m'] };
    const described = async (model_info: object) => {
      const config = { ...CONFIG, providers: { p: { ...provider, model_info } } };
      const { data } = (await ask('/v1/models', { source, config })).body;
      const { display_name, context_window_tokens, max_output_tokens, capabilities } = data[0];
      return [display_name, context_window_tokens, max_output_tokens, capabilities];
    };
    expect(await described({})).toEqual(['Known', 1, 2, ['tools']]);
    expect(
      await described({
        m: { display_name: 'Ours', context_window_tokens: 3, max_output_tokens: 4, capabilities: ['vision'] },
      }),
    ).toEqual(['Ours', 3, 4, ['vision']]);
    expect(await described({ m: { max_output_tokens: 5 } })).toEqual(['Known', 1, 5, ['tools']]);
  });

  it('is whole for aperture-cli, and of what it can speak for Claude Code', async () => {
    const list = async (agent: string) =>
      names((await ask('/v1/models', { headers: { 'user-agent': agent } })).body);
    expect(await list('aperture-cli')).toContain('gemini-3');
    const claude = await list('claude-cli/2.1.330 (external, sdk-cli)');
    expect(await list('claude-code/2.1.330')).toEqual(claude);
    expect(new Set(claude)).toEqual(
      new Set(['claude-a', 'claude-b', 'claude-c@20251101', 'shared', 'claude-d']),
    );
  });

  it.each([
    ['/v1/models/gpt-5', 'gpt-5', 'openai'],
    ['/v1/models/vendor%2Fgpt:1', 'vendor/gpt:1', 'openai'],
    ['/v1/models/vendor/gpt%3A1', 'vendor/gpt:1', 'openai'],
    ['/v1/models/claude-c@20251101', 'claude-c@20251101', 'claude'],
    ['/v1/models/claude-c%4020251101', 'claude-c@20251101', 'claude'],
    ['/v1/models/claude-b', 'claude-b', 'spare'],
    ['/v1/models/claude%2Fclaude-b', 'claude-b', 'claude'],
    ['/claude/v1/models/claude-b', 'claude-b', 'claude'],
    ['/openai/models/gpt-5', 'gpt-5', 'openai'],
  ])('tells of one model: %s', async (path, id, owner) => {
    const { body } = await ask(path);
    expect(body).toMatchObject({ id, object: 'model', owned_by: owner, display_name: expect.any(String) });
  });

  it.each([
    '/v1/models/nope',
    '/v1/models/claude-z',
    '/openai/v1/models/claude-a',
    '/v1/models/gone/claude-z',
  ])('knows no model: %s', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body.error.code]).toEqual([404, 'model_not_found']);
    expect(body.error.message).toContain('for user "alice@example.com"');
  });

  it('may leave out its version below the id of a provider', async () => {
    expect((await ask('/openai/models')).body).toEqual((await ask('/openai/v1/models')).body);
    expect(names((await ask('/claude/models', { headers: ANTHROPIC })).body)).toContain('claude-a');
  });

  it('tells of no model that is not granted', async () => {
    const bob = AS('bob@example.com');
    expect((await ask('/v1/models/gpt-5', { as: bob })).status).toBe(404);
    expect((await ask('/v1/models/claude-b', { as: bob })).body.owned_by).toBe('claude');
    expect(names((await ask('/v1/models', { as: bob })).body)).not.toContain('gpt-5');
  });

  it.each([
    '/v1/models/',
    '/v1/models/%E0%A4%A',
    '/codex/v1/models',
    '/codex/v1/models/gpt-5',
    '/openai/modelsx',
  ])('is not at %s', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body.error.code]).toEqual([404, 'unknown_endpoint']);
  });
});

describe('prices', () => {
  const source = knowing({
    'gpt-5': { displayName: 'GPT-5', prices: { input: 1_250_000_000 } },
    deployment: { displayName: 'Deployment', prices: { input: 7 } },
  });
  const priced = async (provider: object, more: object = {}) => {
    const p = { baseurl: 'https://p.example', models: ['deployment'], ...provider };
    const { body } = await ask('/v1/models', { source, config: { ...CONFIG, ...more, providers: { p } } });
    const { display_name, pricing_display_name, pricing } = body.data[0];
    return { display_name, pricing_display_name, pricing };
  };

  it('are those of the model that model_cost_map names, adjusted', async () => {
    const model_cost_map = [
      { match: 'gpt-*', as: 'nothing' },
      { match: 'dep*', as: 'gpt-5', adjustment: 1.1 },
      { match: '*', as: 'nothing' },
    ];
    expect(await priced({ model_cost_map })).toEqual({
      display_name: 'Deployment',
      pricing_display_name: 'GPT-5',
      pricing: { input: '0.000001375' },
    });
    expect(await priced({ model_cost_map: [{ match: '*', adjustment: 2 }] })).toMatchObject({
      pricing_display_name: 'Deployment',
      pricing: { input: '0.000000000000014' },
    });
  });

  it('are told where the price table is known, given or inferred', async () => {
    const none = { compatibility: { bedrock_converse: true } };
    expect((await priced({})).pricing).toBeDefined();
    expect((await priced(none)).pricing).toBeUndefined();
    expect((await priced({ ...none, cost_basis: 'bedrock' })).pricing).toBeDefined();
    expect((await priced({}, { auto_cost_basis: false })).pricing).toBeUndefined();
    expect((await priced({ cost_basis: 'openai' }, { auto_cost_basis: false })).pricing).toBeDefined();
  });

  it('are asked for with what tells whose they are', async () => {
    source.asked.length = 0;
    await priced({ cost_basis: 'azure' });
    await priced({ compatibility: { openai_responses: true, anthropic_messages: true } });
    await priced({ baseurl: 'https://openrouter.ai/api/' });
    expect(source.asked).toEqual([
      { model: 'deployment', bases: ['azure'], explicit: true, baseurl: 'https://p.example' },
      { model: 'deployment', bases: ['openai', 'anthropic'], explicit: false, baseurl: 'https://p.example' },
      { model: 'deployment', bases: ['openrouter'], explicit: false, baseurl: 'https://openrouter.ai/api' },
    ]);
  });
});

it.each([
  () => {
    throw new Error('out of order');
  },
  () => Promise.reject(new Error('out of order')),
])('a source that fails costs what it knows, never the list', async (describe) => {
  const { status, body, logged } = await ask('/v1/models', { source: { describe } });
  expect(status).toBe(200);
  expect(body.data[0]).toMatchObject({ id: 'gpt-5', display_name: 'gpt-5' });
  expect(logged).toContain(
    'warn what is known of a model could not be looked up {"model":"gpt-5","error":"out of order"}',
  );
});

describe("Anthropic's list", () => {
  const list = async (query = '', as = ALICE, prefix = '') => {
    const { status, body } = await ask(`${prefix}/v1/models${query}`, { headers: ANTHROPIC, as });
    expect(status).toBe(200);
    return body;
  };

  it('has what that client can use, each id once, as a call would be routed', async () => {
    const source = knowing({ 'claude-a': { displayName: 'Claude A', contextWindow: 200_000 } });
    const { body } = await ask('/v1/models', { headers: ANTHROPIC, source });
    expect(body).toMatchObject({ has_more: false, first_id: 'claude-a', last_id: 'claude-d' });
    expect(names(body)).toEqual(['claude-a', 'claude-b', 'claude-c@20251101', 'shared', 'claude-d']);
    const unknown = { capabilities: null, line: null, deprecated_at: null, retires_at: null };
    expect(body.data[0]).toEqual({
      type: 'model',
      id: 'claude-a',
      display_name: 'Claude A',
      created_at: '1970-01-01T00:00:00Z',
      max_input_tokens: 200_000,
      max_tokens: null,
      lifecycle: 'active',
      ...unknown,
    });
    expect(body.data[1]).toMatchObject({ display_name: 'Claude B of Spare', max_tokens: null });
    const pinned = await list('', ALICE, '/claude');
    expect(pinned.data[1]).toMatchObject({ id: 'claude-b', display_name: 'Claude B', max_tokens: 64_000 });
    expect(await list('', ALICE, '/openai')).toEqual({
      data: [],
      has_more: false,
      first_id: null,
      last_id: null,
    });
    expect(await list('', AS('carol@example.com'))).toMatchObject({ data: [] });
  });

  it.each([
    ['?limit=2', ['claude-a', 'claude-b'], true],
    ['?limit=2&after_id=claude-b', ['claude-c@20251101', 'shared'], true],
    ['?limit=2&after_id=shared', ['claude-d'], false],
    ['?limit=2&after_id=claude-d', [], false],
    ['?limit=2&before_id=claude-d', ['claude-c@20251101', 'shared'], true],
    ['?limit=2&before_id=claude-c%4020251101', ['claude-a', 'claude-b'], false],
    ['?limit=2&before_id=claude-b', ['claude-a'], false],
    ['?limit=1000', ['claude-a', 'claude-b', 'claude-c@20251101', 'shared', 'claude-d'], false],
  ])('comes in pages: %s', async (query, ids, more) => {
    expect(await list(query)).toMatchObject({
      data: ids.map((id) => ({ id })),
      has_more: more,
      first_id: ids[0] ?? null,
      last_id: ids.at(-1) ?? null,
    });
  });

  it('has twenty to a page if not told otherwise', async () => {
    const models = Array.from({ length: 21 }, (_, i) => `claude-${i}`);
    const provider = { baseurl: 'https://p.example', models, compatibility: MESSAGES };
    const config = { ...CONFIG, providers: { p: provider } };
    const { body } = await ask('/v1/models', { headers: ANTHROPIC, config });
    expect(body).toMatchObject({ has_more: true, last_id: 'claude-19' });
    expect(body.data).toHaveLength(20);
  });

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?limit=ten', 'limit'],
    ['?limit=-1', 'limit'],
    ['?after_id=gpt-5', 'after_id'],
    ['?before_id=', 'before_id'],
    ['?before_id=claude-a&after_id=claude-a', 'after_id'],
  ])('says what is wrong with %s', async (query, named) => {
    const { status, body } = await ask(`/v1/models${query}`, { headers: ANTHROPIC });
    expect([status, body.type, body.error.type]).toEqual([400, 'error', 'invalid_request_error']);
    expect(body.error.message).toContain(named);
  });

  it('tells of one model', async () => {
    expect((await ask('/v1/models/claude-c@20251101', { headers: ANTHROPIC })).body).toMatchObject({
      type: 'model',
      id: 'claude-c@20251101',
    });
    const other = await ask('/v1/models/gpt-5', { headers: ANTHROPIC });
    expect([other.status, other.body.error]).toEqual([
      404,
      { type: 'not_found_error', message: 'Model is available through openai_chat, not anthropic_messages' },
    ]);
    const none = await ask('/v1/models/nope', { headers: ANTHROPIC });
    expect([none.status, none.body.error.type]).toEqual([404, 'not_found_error']);
  });
});

describe("Gemini's list", () => {
  const methods = ['generateContent', 'streamGenerateContent', 'countTokens'];

  it('has the models of the format', async () => {
    const source = knowing({
      'gemini-3': { displayName: 'Gemini 3', contextWindow: 1_000_000, maxOutput: 65_536 },
    });
    const { body } = await ask('/v1beta/models', { source });
    expect(body).toEqual({
      models: [
        {
          name: 'models/gemini-3',
          displayName: 'Gemini 3',
          description: 'The Gemini API',
          inputTokenLimit: 1_000_000,
          outputTokenLimit: 65_536,
          supportedGenerationMethods: methods,
        },
        {
          name: 'models/gemini-4',
          displayName: 'gemini-4',
          description: 'The Gemini API',
          supportedGenerationMethods: methods,
        },
      ],
    });
    const embedding = {
      baseurl: 'https://p.example',
      models: ['gemini-embedding-001'],
      compatibility: GEMINI,
    };
    const config = { ...CONFIG, providers: { p: embedding } };
    expect((await ask('/v1beta/models/gemini-embedding-001', { config })).body).toMatchObject({
      supportedGenerationMethods: ['embedContent', 'batchEmbedContents', 'countTokens'],
    });
    expect((await ask('/claude/v1beta/models')).body).toEqual({ models: [] });
    expect((await ask('/gemini/v1alpha/models', { source })).body).toEqual(body);
    for (const name of ['x-goog-api-key', 'x-goog-api-client']) {
      expect((await ask('/v1/models', { source, headers: { [name]: 'k' } })).body).toEqual(body);
    }
  });

  it.each([
    ['?pageSize=1', ['models/gemini-3'], 'gemini-3'],
    ['?pageSize=1&pageToken=gemini-3', ['models/gemini-4'], undefined],
    ['?pageSize=0', ['models/gemini-3', 'models/gemini-4'], undefined],
    ['?pageSize=5000', ['models/gemini-3', 'models/gemini-4'], undefined],
    ['?pageToken=', ['models/gemini-3', 'models/gemini-4'], undefined],
  ])('comes in pages: %s', async (query, ids, token) => {
    const { body } = await ask(`/v1beta/models${query}`);
    expect(body.models.map(({ name }: { name: string }) => name)).toEqual(ids);
    expect(body.nextPageToken).toBe(token);
  });

  it.each([
    ['', 50],
    ['?pageSize=5000', 1000],
  ])(
    'has so many to a page if not told otherwise, and never more than a thousand: %s',
    async (query, size) => {
      const models = Array.from({ length: 1001 }, (_, i) => `gemini-${i}`);
      const provider = { baseurl: 'https://p.example', models, compatibility: GEMINI };
      const { body } = await ask(`/v1beta/models${query}`, {
        config: { ...CONFIG, providers: { p: provider } },
      });
      expect([body.models.length, body.nextPageToken]).toEqual([size, `gemini-${size - 1}`]);
    },
  );

  it.each(['?pageSize=-1', '?pageSize=x', '?pageToken=gone'])('says what is wrong with %s', async (query) => {
    const { status, body } = await ask(`/v1beta/models${query}`);
    expect([status, body.error.status]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(query).toContain(body.error.message.split(' ', 1)[0]);
  });

  it('tells of one model', async () => {
    expect((await ask('/v1beta/models/gemini-3')).body).toMatchObject({ name: 'models/gemini-3' });
    const { status, body } = await ask('/v1beta/models/gpt-5');
    expect([status, body.error.status]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('a refusal comes in the dialect of the list', () => {
  const stranger = AS('x@example.com', {});
  const noRole = { config: { ...CONFIG, grants: [] }, as: stranger };

  it.each([
    [
      '/v1/models',
      {},
      (error: object) => expect(error).toMatchObject({ error: { code: expect.any(String) } }),
    ],
    ['/v1/models', ANTHROPIC, (error: object) => expect(error).toMatchObject({ type: 'error' })],
    [
      '/v1beta/models',
      {},
      (error: object) => expect(error).toMatchObject({ error: { status: expect.any(String) } }),
    ],
  ])('%s %j', async (path, headers, isRight) => {
    const refused = await ask(path, { headers, ...noRole });
    expect(refused.status).toBe(403);
    isRight(refused.body);
    const posted = await ask(path, { headers, method: 'POST' });
    expect([posted.status, posted.response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    isRight(posted.body);
    const below = await ask(`/claude${path}/nope`, { headers });
    expect(below.status).toBe(404);
    isRight(below.body);
  });

  it('also where nothing is served', async () => {
    const { body } = await ask('/v1/nothing', { headers: ANTHROPIC });
    expect(body).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
  });
});

it('HEAD has the head of GET', async () => {
  for (const [path, headers] of [
    ['/v1/models', {}],
    ['/v1/models/claude-a', ANTHROPIC],
    ['/v1beta/models', {}],
  ] as const) {
    const [get, head] = [await ask(path, { headers }), await ask(path, { headers, method: 'HEAD' })];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.response.headers.get('content-length')).toBe(get.response.headers.get('content-length'));
  }
});

it('explains a question about one model like a call for it', async () => {
  const gateway = createGateway(CONFIG);
  const question = { as: 'alice@example.com', method: 'GET', path: '/v1/models/claude-a' };
  expect(await gateway.explain(question)).toMatchObject({ decision: 'answer' });
  expect(await gateway.explain({ ...question, as: 'carol@example.com' })).toMatchObject({
    decision: 'refuse',
    refusal: { code: 'model_not_found' },
  });
});
