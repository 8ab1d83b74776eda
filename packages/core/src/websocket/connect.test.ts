import { describe, expect, it } from 'vitest';
import { GatewayError, refuse } from '../errors.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { ALICE, AS, CAP, url } from '../testing/gateway.ts';
import { recorder } from '../testing/recorder.ts';
import { recogniseSocket, type Call } from '../routing/endpoint.ts';
import { ofMessage } from './refusals.ts';
import type { SocketCall, SocketTarget, Verdict } from './socket-call.ts';

const TOKEN = { authorization: 'Bearer token-of-alice' };
const everything = (src: string): object => ({
  src: [src],
  app: { [CAP]: [{ role: 'user' }, { models: '**' }] },
});

/** The subscription and the platform, and a server without WebSockets. */
const PROVIDERS = {
  chatgpt: {
    baseurl: 'https://chatgpt.com/backend-api/codex',
    auth_mode: 'passthrough',
    models: ['gpt-5.3-codex', 'gpt-5.5'],
    compatibility: { openai_responses: true },
  },
  openai: {
    baseurl: 'https://api.openai.com',
    apikey: 'sk-organisation',
    models: ['gpt-5', 'gpt-realtime'],
    compatibility: { openai_responses: true },
    add_headers: ['X-Team: platform'],
  },
  local: {
    baseurl: 'http://127.0.0.1:9',
    models: ['llama'],
    compatibility: { openai_responses: true },
    auth_mode: 'none',
  },
};
const only = (...ids: (keyof typeof PROVIDERS)[]): object => ({
  providers: Object.fromEntries(ids.map((id) => [id, PROVIDERS[id]])),
  grants: [everything('alice@example.com'), { src: ['bob@example.com'], app: {} }],
});
const BOTH = only('chatgpt', 'openai');

const gatewayOf = (config: object, options: GatewayOptions = {}): Gateway =>
  createGateway(config as Record<string, unknown>, { transport: recorder(), ...options });

async function connect(
  path: string,
  {
    config = BOTH,
    headers = TOKEN,
    context = ALICE,
    gateway = gatewayOf(config),
  }: {
    config?: object;
    headers?: Record<string, string>;
    context?: RequestContext;
    gateway?: Gateway;
  } = {},
): Promise<SocketCall | Response> {
  const upgrade = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-key': 'x' };
  return gateway.connect(new Request(url(path), { headers: { ...upgrade, ...headers } }), context);
}

async function opened(...question: Parameters<typeof connect>): Promise<SocketCall> {
  const outcome = await connect(...question);
  if (outcome instanceof Response) throw new Error(`${outcome.status} ${await outcome.text()}`);
  return outcome;
}

async function refused(...question: Parameters<typeof connect>): Promise<{
  status: number;
  message: string;
  code: string;
  headers: Headers;
}> {
  const outcome = await connect(...question);
  if (!(outcome instanceof Response)) throw new Error('it was not refused');
  const { error } = (await outcome.json()) as { error: { message: string; code: string } };
  return { status: outcome.status, ...error, headers: outcome.headers };
}

const targeted = (call: SocketCall): SocketTarget => {
  if (!call.target) throw new Error('the handshake decided nothing');
  return call.target;
};
const pairsOf = async (target: SocketTarget): Promise<Record<string, string>> => {
  const list = await target.authorize();
  return Object.fromEntries(
    list.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), list[i + 1] as string]] : [])),
  );
};
const message = (value: object | string): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const create = (model: string, more: object = {}): Uint8Array =>
  message({ type: 'response.create', model, input: [], ...more });
const said = (
  verdict: Verdict,
): { status: number; error: { message: string; code: string }; close: number | null } => {
  if (verdict.kind !== 'refuse') throw new Error(`it was ${verdict.kind}`);
  return { ...(JSON.parse(verdict.event) as ReturnType<typeof said>), close: verdict.close };
};

describe('the handshake', () => {
  it('goes where the path says', async () => {
    expect(targeted(await opened('/chatgpt/responses'))).toMatchObject({
      provider: 'chatgpt',
      origin: 'https://chatgpt.com',
      path: '/backend-api/codex/responses',
    });
    expect(targeted(await opened('/openai/v1/responses'))).toMatchObject({
      origin: 'https://api.openai.com',
      path: '/v1/responses',
    });
  });

  it.each([
    ['a query', '/v1/responses?model=gpt-5', {}],
    ['a query that names the provider', '/v1/responses?model=openai/gpt-5', {}],
    ['the routing hint of Codex', '/codex/responses', { 'x-codex-routing-hint': 'model=gpt-5' }],
    [
      'what Codex tells of the turn',
      '/codex/responses',
      { 'x-codex-turn-metadata': '{"turn_id":"","model":"gpt-5"}' },
    ],
  ])('goes where the model of %s is served', async (_what, path, headers) => {
    expect(targeted(await opened(path, { headers: { ...TOKEN, ...headers } })).provider).toBe('openai');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"model":'],
    ['no model', '{"turn_id":"x"}'],
    ['no string', '{"model":["gpt-5"]}'],
    ['null', 'null'],
  ])('takes a hint for none that holds %s', async (_what, hint) => {
    const headers = { ...TOKEN, 'x-codex-turn-metadata': hint };
    expect((await opened('/codex/responses', { headers })).target).toBeNull();
  });

  it('goes to the only upstream that the caller may use', async () => {
    expect(targeted(await opened('/codex/responses', { config: only('chatgpt', 'local') })).provider).toBe(
      'chatgpt',
    );
  });

  it('waits for the first message where several may be meant', async () => {
    expect((await opened('/codex/responses')).target).toBeNull();
  });

  it('waits where the models of one provider get headers of their own', async () => {
    const config = {
      ...only('openai'),
      grants: [
        everything('alice@example.com'),
        { src: ['*'], app: { [CAP]: [{ models: 'openai/gpt-5', add_headers: ['X-Cost: five'] }] } },
      ],
    };
    expect((await opened('/v1/responses', { config })).target).toBeNull();
    const headers = await pairsOf(targeted(await opened('/v1/responses?model=gpt-5', { config })));
    expect(headers).toMatchObject({ 'x-cost': 'five', 'x-team': 'platform' });
  });

  it('attaches the credential of the provider, and takes the client’s away', async () => {
    const headers = {
      ...TOKEN,
      'chatgpt-account-id': 'a',
      cookie: 'c=1',
      'openai-beta': 'x',
      origin: 'http://gateway',
    };
    const sent = await pairsOf(targeted(await opened('/openai/responses', { headers })));
    expect(sent).toMatchObject({
      authorization: 'Bearer sk-organisation',
      'openai-beta': 'x',
      'x-team': 'platform',
    });
    expect(
      Object.keys(sent).filter((name) => /cookie|account|upgrade|connection|sec-websocket/.test(name)),
    ).toEqual([]);
    const own = await pairsOf(targeted(await opened('/chatgpt/responses', { headers })));
    expect(own).toMatchObject({ authorization: 'Bearer token-of-alice', 'chatgpt-account-id': 'a' });
  });

  it.each([
    ['a stranger', '/codex/responses', { context: {} }, 'the gateway does not know who calls'],
    ['a caller without a role', '/codex/responses', { context: AS('bob@example.com') }, 'no role granted'],
    ['a model that is not there', '/v1/responses?model=gpt-9', {}, 'no route found for model "gpt-9"'],
    ['a subscription without a token', '/chatgpt/responses', { headers: {} }, 'uses your own credential'],
    [
      'a provider without WebSockets',
      '/local/responses',
      { config: only('local') },
      'served over WebSockets',
    ],
    ['a model of one', '/v1/responses?model=llama', { config: only('local') }, 'is not asked for WebSockets'],
    ['a path without WebSockets', '/v1/chat/completions', {}, 'not offered here'],
    ['a path of nothing', '/v1/nothing', {}, 'not offered here'],
    ['a compaction', '/codex/responses/compact', {}, 'not offered here'],
  ])('sends %s to HTTP, and says why', async (_who, path, question, why) => {
    const { status, message, headers } = await refused(path, question);
    expect([status, message]).toEqual([426, expect.stringContaining(why)]);
    expect(headers.get('upgrade')).toBe('HTTP/1.1');
  });

  it('tells a foreign web page no', async () => {
    const headers = { ...TOKEN, origin: 'https://evil.example' };
    const context = { remoteAddress: '127.0.0.1' };
    const config = { ...BOTH, grants: [everything('(loopback)')] };
    const request = (host: string): Request =>
      new Request(`http://${host}/codex/responses`, { headers: { ...headers, host, upgrade: 'websocket' } });
    const outcome = await gatewayOf(config).connect(request('127.0.0.1:8787'), context);
    expect(outcome).toMatchObject({ status: 403 });
  });

  it('tells a page that came by DNS rebinding no, and lets programs use any name', async () => {
    const reach = (headers: Record<string, string>) =>
      gatewayOf(BOTH).connect(
        new Request('http://evil.example/codex/responses', {
          headers: { ...TOKEN, upgrade: 'websocket', ...headers },
        }),
        ALICE,
      );
    expect(await reach({ origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await reach({})).toHaveProperty('judge');
  });

  it('is not answered with a fault, whatever an identity source does', async () => {
    const identity = [
      {
        type: 'broken',
        headers: [],
        byNetwork: false,
        identify: () => {
          throw new Error('secret');
        },
      },
    ];
    const gateway = gatewayOf(BOTH, { identity });
    const { status, message } = await refused('/codex/responses', { gateway, context: {} });
    expect([status, message]).toEqual([426, expect.not.stringContaining('secret')]);
  });

  it('is sent to HTTP before the first config is in force', async () => {
    const gateway = createGateway({ name: 'slow', read: () => new Promise<string>(() => {}) });
    expect((await refused('/codex/responses', { gateway })).status).toBe(426);
  });

  it('is known below a mount path and no other', async () => {
    const context = { ...ALICE, basePath: '/ai' };
    expect(targeted(await opened('/ai/openai/responses', { context })).path).toBe('/v1/responses');
    expect((await refused('/openai/responses', { context })).message).toContain('not offered here');
  });
});

describe('Realtime', () => {
  it('goes where the model of the query is served', async () => {
    const call = await opened('/v1/realtime?model=gpt-realtime&x=1');
    expect(targeted(call)).toMatchObject({ provider: 'openai', path: '/v1/realtime?model=gpt-realtime&x=1' });
    expect(call.hasTurns).toBe(false);
    expect(call.judge(message('not even JSON'))).toEqual({ kind: 'pass' });
  });

  it('cuts a provider out of the query', async () => {
    const { path } = targeted(await opened('/v1/realtime?a=1&model=openai%2Fgpt-realtime&b=%20'));
    expect(path).toBe('/v1/realtime?a=1&model=gpt-realtime&b=%20');
  });

  it.each([
    ['/v1/realtime', 400, 'the query names no "model"'],
    ['/v1/realtime?model=', 400, 'the query names no "model"'],
    ['/v1/realtime?model=gpt-9', 404, 'no route found for model "gpt-9"'],
    ['/v1/realtime?model=gpt-realtime&model=gpt-5', 400, 'more than once'],
    ['/v1/realtime?model=gpt-realtime&Model=gpt-5', 400, 'more than once'],
    ['/v1/realtime?model=gpt-realtime&mod%65l=gpt-5', 400, 'more than once'],
  ])('refuses %s with %i', async (path, status, why) => {
    expect(await refused(path)).toMatchObject({ status, message: expect.stringContaining(why) as string });
  });

  it('without a model needs all of the provider of the path', async () => {
    expect(targeted(await opened('/openai/v1/realtime?call_id=rtc_1')).path).toBe(
      '/v1/realtime?call_id=rtc_1',
    );
    const config = {
      ...only('openai'),
      grants: [{ src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: 'openai/gpt-5' }] } }],
    };
    expect(await refused('/openai/v1/realtime?call_id=rtc_1', { config })).toMatchObject({ status: 404 });
  });

  it('takes a key among the subprotocols for what it is', async () => {
    const headers = {
      'sec-websocket-protocol':
        'realtime, openai-insecure-api-key.sk-client, openai-organization.org-1, beta.v1',
    };
    const target = targeted(await opened('/v1/realtime?model=gpt-realtime', { headers }));
    expect(target.protocols).toEqual(['realtime', 'beta.v1']);
    const sent = await pairsOf(target);
    expect(sent).toMatchObject({ authorization: 'Bearer sk-organisation', 'openai-organization': 'org-1' });
    expect(JSON.stringify(sent)).not.toContain('sk-client');

    const config = {
      ...only('openai'),
      providers: { openai: { ...PROVIDERS.openai, auth_mode: 'passthrough' } },
    };
    const own = targeted(await opened('/v1/realtime?model=gpt-realtime', { headers, config }));
    expect(await pairsOf(own)).toMatchObject({ authorization: 'Bearer sk-client' });
    const both = { ...headers, authorization: 'Bearer sk-header' };
    const chosen = targeted(await opened('/v1/realtime?model=gpt-realtime', { headers: both, config }));
    expect(await pairsOf(chosen)).toMatchObject({ authorization: 'Bearer sk-header' });
  });

  it('passes a provider’s refusal on as it is', async () => {
    const call = await opened('/v1/realtime?model=gpt-realtime');
    const answer = call.refuseUpgrade(targeted(call), {
      status: 404,
      statusText: 'Not Found',
      headers: [
        'content-type',
        'text/plain',
        'content-length',
        '9999',
        'set-cookie',
        'a=b',
        'x-request-id',
        'r',
      ],
      body: message('no such model'),
    });
    expect([answer.status, await answer.text()]).toEqual([404, 'no such model']);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'text/plain',
      'content-length': '13',
      'x-request-id': 'r',
    });
  });
});

describe('a message', () => {
  it('that asks for a response of a granted model goes on in its own bytes', async () => {
    const call = await opened('/codex/responses');
    const bytes = message(
      '{ "type":"response.create" ,"model":"gpt-5","generate":false,"input":[{"type":"x","model":"y"}]}',
    );
    const verdict = await call.judge(bytes);
    expect(verdict).toMatchObject({ kind: 'create', target: { provider: 'openai' }, message: bytes });
    const other = await call.judge(create('gpt-5.3-codex'));
    expect(other).toMatchObject({ kind: 'create', target: { provider: 'chatgpt' } });
  });

  it('loses the provider in front of its model, and nothing else', async () => {
    const call = await opened('/codex/responses');
    const verdict = await call.judge(
      message('{"model":"openai/gpt-5", "type":"response.create","a":"openai/gpt-5"}'),
    );
    if (verdict.kind !== 'create') throw new Error(verdict.kind);
    expect(new TextDecoder().decode(verdict.message)).toBe(
      '{"model":"gpt-5", "type":"response.create","a":"openai/gpt-5"}',
    );
  });

  it('has the key of the handshake’s target where one connection serves both', async () => {
    const call = await opened('/openai/responses');
    expect(await call.judge(create('gpt-5'))).toMatchObject({ target: { key: targeted(call).key } });
    const mixed = await opened('/codex/responses', {
      headers: { ...TOKEN, 'x-codex-routing-hint': 'model=gpt-5' },
    });
    const verdict = await mixed.judge(create('gpt-5.5'));
    if (verdict.kind !== 'create') throw new Error(verdict.kind);
    expect(verdict.target.key).not.toBe(targeted(mixed).key);
    expect(said(mixed.refuseMove(verdict.target))).toMatchObject({
      status: 400,
      error: { code: 'websocket_connection_limit_reached' },
      close: 1012,
    });
  });

  it.each([
    '{"type":"response.cancel","response_id":"r"}',
    '{"type":"response.input_text","text":"response.create"}',
    '{"type":"x","response":{"model":"gpt-9"}}',
    '{}',
  ])('that asks for none passes: %s', async (text) => {
    const call = await opened('/codex/responses');
    expect(await call.judge(message(text))).toEqual({ kind: 'pass' });
  });

  it.each([
    ['not JSON', 'response.create', 400, 'invalid_request'],
    ['nothing', '', 400, 'invalid_request'],
    ['a list', '[{"type":"response.create","model":"gpt-5"}]', 400, 'invalid_request'],
    ['two models', '{"type":"response.create","model":"gpt-5","model":"gpt-9"}', 400, 'model_ambiguous'],
    [
      'a model in other letters',
      '{"type":"response.create","model":"gpt-5","Model":"gpt-9"}',
      400,
      'model_ambiguous',
    ],
    ['two types', '{"type":"response.cancel","type":"response.create"}', 400, 'invalid_request'],
    ['an escaped second type', '{"type":"x","t\\u0079pe":"response.create"}', 400, 'invalid_request'],
    ['a type in other letters', '{"type":"x","TYPE":"response.create"}', 400, 'invalid_request'],
    ['a type that is no string', '{"type":["response.create"]}', 400, 'invalid_request'],
    ['no model', '{"type":"response.create"}', 400, 'model_missing'],
    ['no model, and an escaped type', '{"type":"response\\u002ecreate"}', 400, 'model_missing'],
    ['a model that is not granted', '{"type":"response.create","model":"gpt-9"}', 404, 'model_not_found'],
    ['a foreign model under another type', '{"type":"x","model":"gpt-9"}', 404, 'model_not_found'],
    ['half of itself', '{"type":"response.create","model":"gpt-5"', 400, 'invalid_request'],
  ])('with %s is refused in the shape of the vendor’s errors', async (_what, text, status, code) => {
    const call = await opened('/codex/responses');
    const verdict = await call.judge(message(text));
    expect(said(verdict)).toMatchObject({ type: 'error', status, error: { code }, close: null });
  });

  it('may name models to fall back to only where all of the provider is granted', async () => {
    const config = {
      ...only('openai'),
      grants: [{ src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: 'openai/gpt-5' }] } }],
    };
    const fallBack = create('gpt-5', { models: ['gpt-9'] });
    const narrow = await opened('/openai/responses', { config });
    expect(said(await narrow.judge(fallBack))).toMatchObject({ status: 400, close: null });
    const wide = await opened('/openai/responses');
    expect(await wide.judge(fallBack)).toMatchObject({ kind: 'create' });
  });

  it('for a provider without WebSockets sends the conversation to HTTP', async () => {
    const gateway = gatewayOf(only('chatgpt', 'openai', 'local'));
    const headers = { ...TOKEN, 'session-id': 's1' };
    const call = await opened('/v1/responses', { gateway, headers });
    expect(said(await call.judge(create('llama')))).toMatchObject({
      status: 426,
      error: { code: 'upgrade_required' },
      close: 1008,
    });
    expect(await refused('/v1/responses', { gateway, headers })).toMatchObject({ status: 426 });
    expect(
      (await opened('/v1/responses', { gateway, headers: { ...TOKEN, 'session-id': 's2' } })).target,
    ).toBeNull();
  });
});

describe('a refusal with headers', () => {
  it('tells them in the event, where Codex looks for them', () => {
    const refusal = refuse('quota_exceeded', 'the budget x is spent', { 'retry-after': '60' });
    const asked = {
      call: recogniseSocket('/v1/responses', new Map()) as Call,
      headers: ['originator', 'codex_exec'],
    };
    expect(said(ofMessage(refusal, asked, null))).toMatchObject({
      status: 429,
      error: { type: 'usage_limit_reached' },
      headers: { 'x-codex-promo-message': 'the budget x is spent', 'retry-after': '60' },
    });
    const others = said(ofMessage(refusal, { ...asked, headers: [] }, null));
    expect(others).toMatchObject({ error: { type: 'insufficient_quota' }, headers: { 'retry-after': '60' } });
  });
});

describe('a change of the config', () => {
  const changing = (): { gateway: Gateway; change(config: object): Promise<void> } => {
    let text = JSON.stringify(BOTH);
    const gateway = createGateway({ name: 'test', read: async () => text }, { transport: recorder() });
    return {
      gateway,
      change(config) {
        text = JSON.stringify(config);
        return gateway.reload();
      },
    };
  };

  it('holds for the next message of an open socket', async () => {
    const { gateway, change } = changing();
    await gateway.ready;
    const call = await opened('/openai/responses', { gateway });
    await change({
      ...BOTH,
      grants: [{ src: ['*'], app: { [CAP]: [{ role: 'user' }, { models: 'chatgpt/**' }] } }],
    });
    expect(said(await call.judge(create('gpt-5')))).toMatchObject({
      status: 404,
      error: { code: 'model_not_found' },
    });
    await change({ ...BOTH, grants: [] });
    expect(said(await call.judge(create('gpt-5')))).toMatchObject({ status: 403, close: 1008 });
    await change(only('chatgpt'));
    expect(said(await call.judge(create('gpt-5')))).toMatchObject({ status: 404, close: 1008 });
  });

  it('of a key means another connection', async () => {
    const { gateway, change } = changing();
    await gateway.ready;
    const call = await opened('/openai/responses', { gateway });
    await change({
      ...BOTH,
      providers: { ...PROVIDERS, openai: { ...PROVIDERS.openai, apikey: 'sk-new' } },
    });
    const verdict = await call.judge(create('gpt-5'));
    if (verdict.kind !== 'create') throw new Error(verdict.kind);
    expect(verdict.target.key).not.toBe(targeted(call).key);
    expect((await pairsOf(verdict.target))['authorization']).toBe('Bearer sk-new');
  });

  it('asks the identity sources again', async () => {
    let known = true;
    const identity = [
      {
        type: 'test',
        headers: [],
        byNetwork: false,
        identify: () => (known ? { login: 'alice@example.com', tags: [], groups: [], source: 'test' } : null),
      },
    ];
    const call = await opened('/openai/responses', { gateway: gatewayOf(BOTH, { identity }), context: {} });
    expect(await call.judge(create('gpt-5'))).toMatchObject({ kind: 'create' });
    known = false;
    expect(said(await call.judge(create('gpt-5')))).toMatchObject({ status: 403, close: 1008 });
  });
});

describe('a provider that refuses', () => {
  const refusal = (status: number): Parameters<SocketCall['refuseUpgrade']>[1] => ({
    status,
    statusText: '',
    headers: ['x-request-id', 'r'],
    body: message('{"error":{"message":"words"}}'),
  });

  it.each([200, 302, 400, 403, 404, 405, 426, 429, 500, 503])(
    'with %i sends the client to HTTP',
    async (status) => {
      const call = await opened('/chatgpt/responses');
      const answer = call.refuseUpgrade(targeted(call), refusal(status));
      expect(answer.status).toBe(426);
      expect(await answer.text()).toContain(`provider \\"chatgpt\\" answered ${status}`);
    },
  );

  it('with 401 lets the client renew a token of its own, and only that', async () => {
    const call = await opened('/chatgpt/responses');
    const answer = call.refuseUpgrade(targeted(call), refusal(401));
    expect([answer.status, await answer.text()]).toEqual([401, '{"error":{"message":"words"}}']);
    const organisations = await opened('/openai/responses');
    expect(organisations.refuseUpgrade(targeted(organisations), refusal(401)).status).toBe(426);
  });

  it('after the client was accepted ends the socket, and sends its conversation to HTTP', async () => {
    const gateway = gatewayOf(BOTH);
    const headers = { ...TOKEN, 'session-id': 's1' };
    const call = await opened('/codex/responses', { gateway, headers });
    const verdict = await call.judge(create('gpt-5'));
    if (verdict.kind !== 'create') throw new Error(verdict.kind);
    expect(said(call.refuseCreate(verdict.target, refusal(403)))).toMatchObject({ status: 426, close: 1008 });
    const gone = new GatewayError('upstream_unreachable', 'provider host x could not be reached');
    expect(said(call.refuseCreate(verdict.target, gone))).toMatchObject({ status: 502, close: 1013 });
    expect((await refused('/codex/responses', { gateway, headers })).message).toContain(
      'did not fit a WebSocket',
    );
    // Another caller's conversation of the same name is another.
    const context = AS('carol@example.com', {});
    expect((await refused('/codex/responses', { gateway, headers, context })).message).toContain('no role');
  });

  it('over HTTP/1.1 headers for the client keep none of the handshake', async () => {
    const call = await opened('/chatgpt/responses');
    const headers = [
      'Sec-WebSocket-Accept',
      'x',
      'Upgrade',
      'websocket',
      'Connection',
      'Upgrade',
      'x-codex-turn-state',
      't',
      'Set-Cookie',
      'a',
    ];
    expect(call.acceptedHeaders(targeted(call), headers)).toEqual(['x-codex-turn-state', 't']);
  });
});
