/** What is refused, and how each client is told. */
import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from './errors.ts';
import { createGateway } from './gateway.ts';
import type { RequestContext } from './ports/request-context.ts';
import { ALICE, AS, ask, CONFIG, post, url } from './testing/gateway.ts';
import { recorder } from './testing/recorder.ts';

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
    // What is left of one behind a proxy that knows no upgrades.
    const rest = new Request(url('/codex/responses'), { headers: { 'sec-websocket-key': 'x' } });
    expect(await refused(rest, {})).toMatchObject({ status: 426 });
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

describe('an identity source of the host application', () => {
  const refusal = {
    code: 'quota_exceeded',
    status: 429,
    message: 'the budget "daily" is spent until midnight',
    headers: { 'retry-after': '3600' },
  } as const;
  const source = { type: 'host', headers: [], byNetwork: false, identify: () => refusal };
  const refusedWith = (headers: Record<string, string>): Promise<Response> =>
    createGateway(CONFIG, { transport: recorder(), identity: [source] }).fetch(
      post('/v1/responses', { model: 'gpt-5' }, headers),
    );

  it('refuses with any code, and a spent budget is not asked for again', async () => {
    const response = await refusedWith({ originator: 'opencode' });
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({
      error: { message: refusal.message, type: 'insufficient_quota', code: 'insufficient_quota' },
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'retry-after': '3600',
      'x-should-retry': 'false',
    });
  });

  it('tells Codex of it in the one way in which Codex tells its user', async () => {
    const response = await refusedWith({ originator: 'codex_exec' });
    expect(await response.json()).toMatchObject({ error: { type: 'usage_limit_reached' } });
    expect(response.headers.get('x-codex-promo-message')).toBe(refusal.message);
  });
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
