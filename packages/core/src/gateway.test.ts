/** Where requests go, and what of them. */
import { describe, expect, it, vi } from 'vitest';
import { createGateway } from './gateway.ts';
import type { RequestContext } from './ports/request-context.ts';
import type { Transport } from './ports/transport.ts';
import { ALICE, AS, ask, CAP, CONFIG, post, url } from './testing/gateway.ts';
import { recorder } from './testing/recorder.ts';

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

  it('is told how to sign in if it has not, and not to ask again before', async () => {
    const { status, body: told, sent, response } = await ask(post('/codex/responses', body));
    expect([status, response.headers.get('x-should-retry')]).toEqual([401, 'false']);
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

it('wants no body for HEAD, and lets go of the one that may come', async () => {
  const cancel = vi.fn<() => void>();
  const transport = recorder({ body: { start() {}, resume() {}, cancel } });
  const gateway = createGateway(CONFIG, { transport });
  const head = new Request(url('/codex/models'), { method: 'HEAD', headers: { authorization: 'Bearer t' } });
  const response = await gateway.fetch(head, ALICE);
  expect([response.status, response.body]).toEqual([200, null]);
  expect(cancel).toHaveBeenCalledOnce();
});

it('wants no body for HEAD where the gateway itself fails either', async () => {
  const metrics = { contentType: 'text/plain', text: () => Promise.reject(new Error('broken')) };
  const grants = [{ src: ['*'], app: { [CAP]: [{ role: 'user', read_metrics: true }] } }];
  const gateway = createGateway({ ...CONFIG, grants }, { transport: recorder(), metrics });
  const response = await gateway.fetch(new Request(url('/metrics'), { method: 'HEAD' }), ALICE);
  expect([response.status, await response.text()]).toEqual([503, '']);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
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
