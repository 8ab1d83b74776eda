import { describe, expect, it, vi } from 'vitest';
import { ConfigError } from './config/problem.ts';
import { GatewayError } from './errors.ts';
import { createGateway, type RequestContext } from './gateway.ts';
import type { ConfigSource, IdentitySource, Transport } from './ports.ts';
import { recorder, type Recorder } from './testing/recorder.ts';

const AS = (login: string, more: object = {}): RequestContext => ({
  identity: { login, tags: [], groups: [], source: 'test', ...more },
});
const ALICE = AS('alice@example.com');
const CAP = 'tailscale.com/cap/aperture';

const CONFIG = {
  grants: [
    { src: ['*'], app: { [CAP]: [{ role: 'user' }] } },
    { src: ['alice@example.com'], app: { [CAP]: [{ models: '**' }] } },
    { src: ['root@example.com'], app: { [CAP]: [{ role: 'admin' }, { models: 'openai/**' }] } },
    { src: ['nobody@example.com'], app: {} },
  ],
  providers: {
    'codex-oauth': {
      baseurl: 'https://chatgpt.com/backend-api/codex',
      authorization: 'bearer',
      auth_mode: 'passthrough',
      models: ['gpt-5.3-codex'],
      compatibility: { openai_chat: true, openai_responses: true },
    },
    openai: {
      baseurl: 'https://api.openai.com',
      apikey: 'sk-organisation',
      models: ['gpt-5', 'shared'],
      compatibility: { openai_chat: true, openai_responses: true },
    },
    backup: { baseurl: 'https://backup.example', apikey: 'k2', models: ['shared', 'tied'], preference: 5 },
    other: {
      baseurl: 'https://other.example',
      apikey: 'k3',
      models: ['tied', 'vendor/nested', 'x/tied'],
      preference: 5,
    },
    x: { baseurl: 'https://x.example', apikey: 'k4', models: ['tied'], preference: -1 },
    retired: {
      baseurl: 'https://retired.example',
      apikey: 'k5',
      models: ['old', 'shared'],
      preference: 99,
      disabled: true,
    },
    anthropic: {
      baseurl: 'https://api.anthropic.com',
      authorization: 'x-api-key',
      apikey: 'sk-ant-organisation',
      models: ['claude-sonnet-4-5'],
      compatibility: { anthropic_messages: true },
    },
    gemini: {
      baseurl: 'https://generativelanguage.googleapis.com',
      authorization: 'x-goog-api-key',
      apikey: 'AIza-organisation',
      models: ['gemini-3-pro'],
      compatibility: { gemini_generate_content: true },
    },
  },
};

const url = (path: string): string => `http://gateway${path}`;
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Request =>
  new Request(url(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

interface Errors {
  readonly error: {
    readonly message: string;
    readonly type?: string;
    readonly status?: string;
    readonly code?: string;
  };
}

async function ask(
  request: Request,
  context: RequestContext = ALICE,
  transport: Recorder = recorder(),
  config: object = CONFIG,
): Promise<{ status: number; body: Errors; sent: Recorder['sent']; response: Response }> {
  const gateway = createGateway(config as Record<string, unknown>, { transport });
  const response = await gateway.fetch(request, context);
  return {
    status: response.status,
    body: (await response.clone().json()) as Errors,
    sent: transport.sent,
    response,
  };
}

describe('Codex on a ChatGPT subscription', () => {
  const body =
    '{"model":"gpt-5.3-codex","instructions":"caf\\u00e9  ","input":[ ],"store":false,"stream":true}';

  it('reaches the ChatGPT backend with its own token and its own bytes', async () => {
    const { sent, status } = await ask(
      post('/codex/responses', body, {
        authorization: 'Bearer eyJ.oauth.token',
        'chatgpt-account-id': 'acc',
        originator: 'codex_exec',
      }),
    );
    expect(status).toBe(200);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://chatgpt.com/backend-api/codex/responses',
      body,
      headers: {
        authorization: 'Bearer eyJ.oauth.token',
        'chatgpt-account-id': 'acc',
        originator: 'codex_exec',
      },
    });
  });

  it('is told how to sign in if it has not', async () => {
    const { status, body: told, sent } = await ask(post('/codex/responses', body));
    expect(status).toBe(401);
    expect(told.error.message).toContain('requires_openai_auth = true');
    expect(sent).toEqual([]);
  });

  it("asks for the backend's models with its token, or gets a quick 404", async () => {
    const models = new Request(url('/codex/models?client_version=0.169.0'), {
      headers: { authorization: 'Bearer t', cookie: 'a=b' },
    });
    const { sent } = await ask(models);
    expect(sent[0]).toMatchObject({
      method: 'GET',
      url: 'https://chatgpt.com/backend-api/codex/models?client_version=0.169.0',
      headers: { authorization: 'Bearer t' },
    });
    expect(sent[0]?.headers).not.toHaveProperty('cookie');
    expect((await ask(new Request(url('/codex/models')))).status).toBe(404);
    expect((await ask(models.clone(), AS('bob@example.com'))).status).toBe(404);
  });
});

describe('which provider', () => {
  const hosts = async (path: string, model: string, context?: RequestContext): Promise<string | number> => {
    const { sent, status } = await ask(post(path, { model }, { authorization: 'Bearer mine' }), context);
    return sent[0] ? new URL(sent[0].url).host : status;
  };

  it('the highest preference, then the order of the config; disabled ones never', async () => {
    expect(await hosts('/v1/chat/completions', 'shared')).toBe('backup.example');
    expect(await hosts('/v1/chat/completions', 'tied')).toBe('backup.example');
    expect(await hosts('/v1/chat/completions', 'old')).toBe(404);
  });

  it('of those that are granted', async () => {
    expect(await hosts('/v1/chat/completions', 'shared', AS('root@example.com'))).toBe('api.openai.com');
  });

  it('of those that speak the format', async () => {
    expect(await hosts('/v1/responses', 'shared')).toBe('api.openai.com');
  });

  it('an exact id with a slash first, then the provider named before the slash', async () => {
    expect(await hosts('/v1/chat/completions', 'vendor/nested')).toBe('other.example');
    expect(await hosts('/v1/chat/completions', 'x/tied')).toBe('other.example');
    expect(await hosts('/v1/chat/completions', 'openai/shared')).toBe('api.openai.com');
    expect(await hosts('/v1/chat/completions', 'retired/shared')).toBe(404);
    expect(await hosts('/v1/chat/completions', 'other/vendor/nested')).toBe('other.example');
  });

  it('the one whose id stands in the path', async () => {
    expect(await hosts('/openai/v1/chat/completions', 'shared')).toBe('api.openai.com');
    expect(await hosts('/openai/v1/chat/completions', 'openai/shared')).toBe('api.openai.com');
    expect(await hosts('/openai/v1/chat/completions', 'backup/shared')).toBe(404);
    expect(await hosts('/retired/v1/chat/completions', 'shared')).toBe(404);
  });

  it("cuts the provider's name out of the body and nothing else", async () => {
    const { sent } = await ask(
      post('/v1/responses', '{ "a":"\\u00e9", "model" : "openai/gpt-5" ,"n":1.0}', {
        'content-length': '46',
      }),
    );
    expect(sent[0]?.body).toBe('{ "a":"\\u00e9", "model" : "gpt-5" ,"n":1.0}');
    expect(sent[0]?.headers['content-length']).toBe(String(sent[0]?.body.length));
  });

  it('a bare id in a URL, never a provider before it', async () => {
    const gemini = (model: string) =>
      ask(post(`/v1beta/models/${model}:streamGenerateContent?alt=sse&key=mine`, {}));
    const { sent } = await gemini('gemini-3-pro');
    expect(sent[0]).toMatchObject({
      url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse',
      headers: { 'x-goog-api-key': 'AIza-organisation' },
    });
    expect((await gemini('gemini%2Fgemini-3-pro')).status).toBe(404);
  });
});

describe("override never lets the client's credential through", () => {
  it('in any header it may stand in', async () => {
    const { sent } = await ask(
      post(
        '/v1/messages?beta=true',
        { model: 'claude-sonnet-4-5' },
        {
          authorization: 'Bearer mine',
          'x-api-key': 'mine',
          'x-goog-api-key': 'mine',
          'api-key': 'mine',
          cookie: 'session=mine',
          'anthropic-beta': 'oauth-2025-04-20,x',
          'anthropic-version': '2023-06-01',
        },
      ),
    );
    expect(sent[0]?.headers).toEqual({
      'content-type': 'application/json',
      'content-length': '29',
      'x-api-key': 'sk-ant-organisation',
      'anthropic-beta': 'oauth-2025-04-20,x',
      'anthropic-version': '2023-06-01',
    });
  });
});

describe('refusals', () => {
  const refused = async (request: Request, context?: RequestContext) => {
    const transport = recorder();
    const { status, body } = await ask(request, context, transport);
    expect(transport.sent).toEqual([]);
    return { status, message: body.error?.message, body };
  };

  it('a caller without a role', async () => {
    const nobody = { grants: [], providers: CONFIG.providers };
    const { status, body } = await ask(post('/v1/responses', { model: 'gpt-5' }), ALICE, recorder(), nobody);
    expect([status, body.error.message]).toEqual([403, 'access denied: no role granted']);
  });

  it('a caller nobody knows, before anything else is looked at', async () => {
    const { status, body } = await refused(
      post('/v1/responses', 'not json', { authorization: 'Bearer random' }),
      {},
    );
    expect(status).toBe(403);
    expect(body.error.code).toBe('unidentified');
  });

  it('an unknown model, and one that is known but not granted, alike', async () => {
    const bob = AS('bob@example.com');
    const unknown = await refused(post('/v1/responses', { model: 'gpt-9' }), bob);
    expect([unknown.status, unknown.message]).toEqual([
      404,
      'no route found for model "gpt-9" for user "bob@example.com"',
    ]);
    const hidden = await refused(post('/v1/responses', { model: 'gpt-5' }), bob);
    expect([hidden.status, hidden.message]).toEqual([
      404,
      'no route found for model "gpt-5" for user "bob@example.com"',
    ]);
    const wrongFormat = await refused(post('/v1/messages', { model: 'gpt-5' }), bob);
    expect(wrongFormat.message).toBe('no route found for model "gpt-5" for user "bob@example.com"');
  });

  it('but an admin is told which grant is missing', async () => {
    const { message } = await refused(
      post('/v1/chat/completions', { model: 'tied' }),
      AS('root@example.com'),
    );
    expect(message).toContain('no grant opens backup/tied');
  });

  it('a model that is served in other formats, which it names', async () => {
    const { status, message } = await refused(post('/v1/chat/completions', { model: 'claude-sonnet-4-5' }));
    expect([status, message]).toEqual([
      404,
      'Model is available through anthropic_messages, not openai_chat',
    ]);
  });

  it.each<[string, string, unknown, number, string]>([
    ['no model', '/v1/responses', { input: 'hi' }, 400, 'no "model"'],
    ['two models', '/v1/responses', '{"model":"gpt-5","model":"gpt-9"}', 400, 'more than once'],
    ['no JSON', '/v1/responses', 'model=gpt-5', 400, 'JSON'],
    ['an unknown path', '/v1/unheard-of', {}, 404, '/v1/unheard-of'],
    ['a doubled version', '/v1/v1/messages', { model: 'm' }, 404, '/v1/v1/messages'],
  ])('%s', async (_name, path, body, status, text) => {
    const told = await refused(post(path, body));
    expect(told.status).toBe(status);
    expect(told.message).toContain(text);
  });

  it('a body that a vendor might read as something else', async () => {
    const form = post('/v1/responses', '{"model":"gpt-5","x":"&model=gpt-9&"}', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(await refused(form)).toMatchObject({
      status: 415,
      message: expect.stringContaining('application/json'),
    });
  });

  it('a wrong method, a WebSocket, a compressed body, a body too large', async () => {
    expect(await refused(new Request(url('/v1/responses')))).toMatchObject({ status: 405 });
    expect(await refused(post('/v1/models', {}))).toMatchObject({ status: 405 });
    const upgrade = new Request(url('/codex/responses'), { headers: { upgrade: 'websocket' } });
    expect(await refused(upgrade, {})).toMatchObject({ status: 426 });
    expect(await refused(post('/v1/responses', 'zzz', { 'content-encoding': 'zstd' }))).toMatchObject({
      status: 415,
    });
    const limited = { ...CONFIG, server: { max_body_bytes: 10 } };
    const transport = recorder();
    expect(await ask(post('/v1/responses', { model: 'gpt-5' }), ALICE, transport, limited)).toMatchObject({
      status: 413,
    });
    expect(transport.sent).toEqual([]);
  });

  it("each in its client's dialect", async () => {
    const openai = await refused(post('/v1/chat/completions', { model: 'nope' }));
    expect(openai.body).toMatchObject({ error: { type: 'invalid_request_error', code: 'model_not_found' } });
    const anthropic = await refused(post('/v1/messages', { model: 'nope' }));
    expect(anthropic.body).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
    const google = await refused(post('/v1beta/models/nope:generateContent', {}));
    expect(google.body).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } });
    const { response } = await ask(post('/bedrock/model/nope/converse', {}));
    expect(response.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
    expect(await response.json()).toHaveProperty('message');
    const problem = await ask(new Request(url('/aperture/nothing')));
    expect(problem.response.headers.get('content-type')).toBe('application/problem+json');
  });
});

it('lets a body name models to fall back to only where every model of the provider is granted', async () => {
  const config = (models: string) => ({
    grants: [{ src: ['*'], app: { [CAP]: [{ role: 'user' }, { models }] } }],
    providers: { router: { baseurl: 'https://r.example', apikey: 'k', models: ['cheap'] } },
  });
  const body = { model: 'cheap', models: ['expensive'] };
  const statusWith = async (models: string) =>
    (await ask(post('/v1/chat/completions', body), ALICE, recorder(), config(models))).status;
  expect(await statusWith('router/**')).toBe(200);
  expect(await statusWith('**')).toBe(200);
  expect(await statusWith('router/cheap')).toBe(400);
  expect(await statusWith('router/*')).toBe(400);
});

it("adds a grant's headers, which win over the provider's of the same name", async () => {
  const config = {
    grants: [
      { src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: '**', add_headers: ['X-Team: a'] }] } },
    ],
    providers: {
      p: { baseurl: 'https://p.example', apikey: 'k', models: ['m'], add_headers: ['x-team: b', 'X-Org: c'] },
    },
  };
  const { sent } = await ask(post('/v1/chat/completions', { model: 'm' }), ALICE, recorder(), config);
  expect(sent[0]?.headers).toMatchObject({ 'x-team': 'a', 'x-org': 'c' });
});

it('tells Codex the model by the name it asked for', async () => {
  const transport = recorder({ headers: ['openai-model', 'gpt-5'] });
  const gateway = createGateway(CONFIG, { transport });
  const response = await gateway.fetch(post('/v1/responses', { model: 'openai/gpt-5' }), ALICE);
  expect(response.headers.get('openai-model')).toBe('openai/gpt-5');
});

it('refuses a Vertex project that only a service account would tell', async () => {
  const config = {
    ...CONFIG,
    providers: {
      vertex: {
        baseurl: 'https://v.example',
        apikey: 'k',
        models: ['g'],
        compatibility: { google_generate_content: true },
      },
    },
  };
  const path =
    '/v1/projects/_aperture_auto_vertex_project_id_/locations/l/publishers/google/models/g:generateContent';
  const { status, body, sent } = await ask(post(path, {}), ALICE, recorder(), config);
  expect([status, sent]).toEqual([400, []]);
  expect(body.error.message).toContain('name the project in the path');
});

describe('upstream failures', () => {
  it.each([
    [
      new GatewayError('upstream_unreachable', 'provider host x could not be reached'),
      502,
      'could not be reached',
    ],
    [new GatewayError('upstream_timeout', 'too late'), 504, 'too late'],
    [new Error('a bug with a secret in it'), 503, 'the gateway failed'],
  ])('%s', async (error, status, message) => {
    const { status: told, body } = await ask(
      post('/v1/responses', { model: 'gpt-5' }),
      ALICE,
      recorder(error),
    );
    expect(told).toBe(status);
    expect(body.error.message).toContain(message);
  });

  it('a status without meaning', async () => {
    expect(
      (await ask(post('/v1/responses', { model: 'gpt-5' }), ALICE, recorder({ status: 799 }))).status,
    ).toBe(502);
  });

  it('a head that has no native form', async () => {
    const cancel = vi.fn<() => void>();
    const body = { start() {}, resume() {}, cancel };
    const broken = recorder({ headers: ['x-a', 'b\u0000'], body });
    expect((await ask(post('/v1/responses', { model: 'gpt-5' }), ALICE, broken)).status).toBe(502);
    expect(cancel).toHaveBeenCalledOnce();
    const phrase = await ask(
      post('/v1/responses', { model: 'gpt-5' }),
      ALICE,
      recorder({ statusText: 'Хорошо' }),
    );
    expect([phrase.status, phrase.response.statusText]).toEqual([200, '']);
  });

  it("passes the vendor's own errors and redirects as they are", async () => {
    const redirect = recorder({
      status: 307,
      headers: ['location', 'https://evil.example/'],
      statusText: 'Moved',
    });
    const gateway = createGateway(CONFIG, { transport: redirect });
    const response = await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE);
    expect([response.status, response.statusText, response.headers.get('location')]).toEqual([
      307,
      'Moved',
      'https://evil.example/',
    ]);
    expect(redirect.sent).toHaveLength(1);
  });
});

describe('the list of models', () => {
  const list = async (path: string, context: RequestContext, headers = {}) => {
    const { response } = await ask(new Request(url(path), { headers }), context);
    const { data } = (await response.json()) as {
      data: { id: string; metadata: { provider: { id: string } } }[];
    };
    return data.map(({ id, metadata }) => `${metadata.provider.id}/${id}`);
  };

  it('shows what is granted, once for each provider', async () => {
    expect(await list('/v1/models', ALICE)).toContain('backup/shared');
    expect(await list('/v1/models', ALICE)).toContain('openai/shared');
    expect(await list('/v1/models', ALICE)).not.toContain('retired/old');
    expect(await list('/v1/models', AS('root@example.com'))).toEqual(['openai/gpt-5', 'openai/shared']);
    expect(await list('/v1/models', AS('bob@example.com'))).toEqual([]);
    expect(await list('/openai/v1/models', ALICE)).toEqual(['openai/gpt-5', 'openai/shared']);
  });

  it('shows Claude Code what it can speak', async () => {
    expect(
      await list('/v1/models', ALICE, { 'user-agent': 'claude-cli/2.1.330 (external, sdk-cli)' }),
    ).toEqual(['anthropic/claude-sonnet-4-5']);
  });

  it('tells what a client must know', async () => {
    const { body } = await ask(new Request(url('/codex-oauth/v1/models')));
    expect(body).toMatchObject({
      object: 'list',
      data: [
        {
          id: 'gpt-5.3-codex',
          object: 'model',
          owned_by: 'codex-oauth',
          supported_endpoints: ['/v1/chat/completions', '/v1/responses'],
          metadata: { provider: { id: 'codex-oauth', requires_client_auth: true, upstream: 'chatgpt' } },
        },
      ],
    });
  });
});

describe('paths', () => {
  it('below a mount path, given by the host or the config', async () => {
    const transport = recorder();
    const gateway = createGateway({ ...CONFIG, server: { base_path: '/llm' } }, { transport });
    const call = (path: string, basePath?: string) =>
      gateway.fetch(post(path, { model: 'gpt-5' }), {
        ...ALICE,
        ...(basePath !== undefined && { basePath }),
      });
    expect((await call('/llm/v1/responses')).status).toBe(200);
    expect((await call('/ai/llm/v1/responses', '/ai')).status).toBe(200);
    expect((await call('/v1/responses')).status).toBe(404);
    expect(transport.sent.map(({ url: sent }) => sent)).toEqual(
      Array(2).fill('https://api.openai.com/v1/responses'),
    );
    expect(gateway.owns(url('/llm/v1/x'))).toBe(true);
    expect(gateway.owns(url('/v1/x'))).toBe(false);
    expect(gateway.owns(url('/ai/llm/openai/x'), '/ai')).toBe(true);
  });

  it('no part of a request changes the upstream host (field.md D1, D5)', async () => {
    const headers = {
      'x-upstream-host': 'evil',
      'x-forwarded-host': 'evil',
      'x-api-base': 'https://evil',
      host: 'evil',
    };
    const body = { model: 'gpt-5', api_base: 'https://evil', base_url: 'https://evil', custom_host: 'evil' };
    for (const path of ['/v1/responses', '/v1/responses?api_base=https://evil', '/openai/v1/responses']) {
      const { sent } = await ask(post(path, body, headers));
      expect(new URL(sent[0]?.url ?? '').host, path).toBe('api.openai.com');
    }
    for (const path of [
      '//evil/v1/responses',
      '/v1/responses/../../@evil',
      '/openai/@evil/v1/responses',
      '/v1/responses%23@evil',
      '/openai%2f..%2fevil/v1/responses',
      '/v1\\..\\evil',
      '/https://evil/v1/responses',
    ]) {
      const { sent, status } = await ask(post(path, body, headers));
      expect(sent, path).toEqual([]);
      expect(status, path).toBe(404);
    }
    expect((await ask(post('/v1beta/models/..%2f..%2fevil:generateContent', {}))).sent).toEqual([]);
  });
});

describe('reloading', () => {
  function changing(text: string): ConfigSource & { text: string; change: () => void; unwatched: boolean } {
    const source = {
      name: 'aperture.hujson',
      text,
      unwatched: false,
      change: () => {},
      read: async () => source.text,
      watch(changed: () => void) {
        source.change = changed;
        return () => {
          source.unwatched = true;
        };
      },
    };
    return source;
  }
  const named = (model: string) =>
    JSON.stringify({ ...CONFIG, providers: { openai: { ...CONFIG.providers.openai, models: [model] } } });

  it('answers 503 until the first config is in force', async () => {
    const gateway = createGateway(changing(named('gpt-5')), { transport: recorder() });
    expect((await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).status).toBe(503);
    expect([gateway.owns(url('/v1/x')), gateway.owns(url('/host'))]).toEqual([true, false]);
    await gateway.ready;
    expect((await gateway.fetch(post('/v1/responses', { model: 'gpt-5' }), ALICE)).status).toBe(200);
  });

  it('swaps a good config in, and keeps the old one for a bad one', async () => {
    const source = changing(named('first'));
    const log = vi.fn();
    const gateway = createGateway(source, { transport: recorder(), logger: { log } });
    await gateway.ready;
    const statusOf = async (model: string) =>
      (await gateway.fetch(post('/v1/responses', { model }), ALICE)).status;
    source.text = named('second');
    source.change();
    await vi.waitFor(async () => expect(await statusOf('second')).toBe(200));
    expect(await statusOf('first')).toBe(404);
    source.text = '{ "providers": ';
    await expect(gateway.reload()).rejects.toBeInstanceOf(ConfigError);
    expect(await statusOf('second')).toBe(200);
    source.change();
    await vi.waitFor(() =>
      expect(log).toHaveBeenCalledWith('error', expect.stringContaining('not in force'), expect.anything()),
    );
    await gateway.close();
    expect(source.unwatched).toBe(true);
  });

  it('leaves a request under way with the config it began with', async () => {
    const source = changing(named('first'));
    const transport = recorder();
    const gateway = createGateway(source, { transport });
    await gateway.ready;
    let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (feed = controller) });
    const slow = gateway.fetch(
      new Request(url('/v1/responses'), { method: 'POST', body, duplex: 'half' } as RequestInit),
      ALICE,
    );
    source.text = named('second');
    await gateway.reload();
    feed?.enqueue(new TextEncoder().encode('{"model":"first"}'));
    feed?.close();
    expect((await slow).status).toBe(200);
    expect((await gateway.fetch(post('/v1/responses', { model: 'first' }), ALICE)).status).toBe(404);
  });

  it('closes the sources it replaces, and makes none once it is closed', async () => {
    const close = vi.fn<() => void>();
    const made = vi.fn<() => IdentitySource>(() => ({
      type: 'tailscale',
      headers: [],
      byNetwork: true,
      identify: () => null,
      close,
    }));
    const withCache = (cache: string) =>
      JSON.stringify({ ...CONFIG, identity: [{ type: 'tailscale', cache }] });
    const source = changing(withCache('10s'));
    const gateway = createGateway(source, { transport: recorder(), identityTypes: { tailscale: made } });
    await gateway.ready;
    await gateway.reload();
    expect([made.mock.calls.length, close.mock.calls.length]).toEqual([1, 0]);
    source.text = withCache('20s');
    await gateway.reload();
    expect([made.mock.calls.length, close.mock.calls.length]).toEqual([2, 1]);
    await gateway.close();
    expect(close).toHaveBeenCalledTimes(2);
    await expect(gateway.reload()).rejects.toThrow('closed');
    expect(made).toHaveBeenCalledTimes(2);
  });

  it('throws at once for an object or a text that cannot be used', () => {
    expect(() => createGateway('{ not json')).toThrow(ConfigError);
    expect(() => createGateway({ providers: { p: { baseurl: '${env:NOPE}', models: ['m'] } } })).toThrow(
      'unsubstituted macros: [NOPE]',
    );
  });
});

describe('explain', () => {
  const gateway = createGateway(CONFIG, { transport: recorder() });

  it('tells where a request goes and why, with no credential in it', async () => {
    const told = await gateway.explain({
      as: 'alice@example.com',
      path: '/codex/responses',
      model: 'gpt-5.3-codex',
      headers: { authorization: 'Bearer secret-token' },
    });
    expect(told).toMatchObject({
      decision: 'forward',
      forward: {
        provider: 'codex-oauth',
        model: 'gpt-5.3-codex',
        url: 'https://chatgpt.com/backend-api/codex/responses',
        credential: 'passthrough',
        grant: 'grants[1]',
      },
    });
    const overridden = await gateway.explain({
      as: 'alice@example.com',
      path: '/v1/responses',
      model: 'gpt-5',
    });
    expect(JSON.stringify([told, overridden])).not.toMatch(/secret-token|sk-organisation/);
  });

  it('assumes that the client is signed in, and says so', async () => {
    const told = await gateway.explain({
      as: 'alice@example.com',
      path: '/codex/responses',
      model: 'gpt-5.3-codex',
    });
    expect(told.decision).toBe('forward');
    expect(told.steps.map(({ step }) => step)).toContain('assumed');
  });

  it('knows the lists', async () => {
    const models = { as: 'alice@example.com', method: 'GET', path: '/codex/models' };
    expect(await gateway.explain(models)).toMatchObject({
      decision: 'forward',
      forward: { provider: 'codex-oauth', url: 'https://chatgpt.com/backend-api/codex/models' },
    });
    expect(await gateway.explain({ ...models, headers: {} })).toMatchObject({ refusal: { status: 404 } });
    expect(await gateway.explain({ ...models, path: '/v1/models' })).toMatchObject({ decision: 'answer' });
  });

  it('tells the same refusals that a client gets', async () => {
    const questions = [
      { as: 'bob@example.com', path: '/v1/responses', model: 'gpt-5' },
      { as: 'alice@example.com', path: '/v1/chat/completions', model: 'claude-sonnet-4-5' },
      { as: 'alice@example.com', path: '/codex/responses', model: 'gpt-5.3-codex', headers: {} },
      { as: 'alice@example.com', path: '/nowhere', model: 'gpt-5' },
    ];
    for (const question of questions) {
      const told = await gateway.explain(question);
      const { status, body } = await ask(post(question.path, { model: question.model }), AS(question.as));
      expect(told.decision).toBe('refuse');
      expect([told.refusal?.status, told.refusal?.message]).toEqual([status, body.error.message]);
    }
  });
});

it('cancels upstream when the client leaves', async () => {
  const cancelled = vi.fn();
  const transport: Transport = { send: () => ({ response: new Promise(() => {}), cancel: cancelled }) };
  const gateway = createGateway(CONFIG, { transport });
  const leave = new AbortController();
  void gateway.fetch(new Request(post('/v1/responses', { model: 'gpt-5' }), { signal: leave.signal }), ALICE);
  await vi.waitFor(() => expect(cancelled).not.toHaveBeenCalled());
  await new Promise((resolve) => setImmediate(resolve));
  leave.abort();
  expect(cancelled).toHaveBeenCalledOnce();
});
