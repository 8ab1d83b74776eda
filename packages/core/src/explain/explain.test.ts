import { describe, expect, it } from 'vitest';
import { createGateway, type GatewayOptions } from '../gateway.ts';
import { AS, ask, CAP, CONFIG, post, url } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { recorder } from '../testing/recorder.ts';
import type { Question } from './explanation.ts';

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

describe('explain a request that a page may be behind', () => {
  const question = { as: 'alice@example.com', path: '/v1/models', method: 'GET' };
  const strange = { host: 'ai.corp.example' };
  const gatewayWith = (...identity: object[]) =>
    createGateway({ ...CONFIG, identity, server: { hosts: ['ai.example.com'] } }, { transport: recorder() });
  const keys = { type: 'key', keys: [{ sha256: '0'.repeat(64), login: 'alice@example.com' }] };
  const mixed = gatewayWith({ type: 'loopback' }, keys);

  it('tells of the name that the gateway is called by', async () => {
    const told = await mixed.explain({ ...question, headers: strange });
    expect(told).toMatchObject({ decision: 'refuse', refusal: { status: 403, code: 'cross_site' } });
    expect(told.refusal?.message).toContain('"ai.corp.example"');
    // A key would tell who it is as well.
    expect(told.steps.map(({ step }) => step)).toEqual(['identity', 'assumed']);
    for (const host of ['gateway', 'ai.example.com']) {
      expect(await mixed.explain({ ...question, headers: { host } })).toMatchObject({ decision: 'answer' });
    }
    expect(await mixed.explain({ ...question, headers: {} })).toMatchObject({ decision: 'answer' });
  });

  it('knows what a program may ask by any name, and who is not concerned', async () => {
    const call = { ...question, method: 'POST', path: '/v1/responses', model: 'gpt-5' };
    expect(await mixed.explain({ ...call, headers: strange })).toMatchObject({ decision: 'forward' });
    const page = { ...strange, origin: 'http://ai.corp.example' };
    expect(await mixed.explain({ ...call, headers: page })).toMatchObject({
      refusal: { code: 'cross_site' },
    });
    const socket = { ...call, headers: { ...strange, upgrade: 'websocket' } };
    expect((await mixed.explain(socket)).refusal?.code).not.toBe('cross_site');
    // Without a method it is the one that the path takes.
    const { method: _, ...unsaid } = question;
    expect(await mixed.explain({ ...unsaid, headers: strange })).toMatchObject({ refusal: { status: 403 } });
    expect(await gatewayWith(keys).explain({ ...question, headers: strange })).toMatchObject({
      refusal: { code: 'cross_site' },
    });
  });
});

describe('explain a WebSocket', () => {
  const everything = { [CAP]: [{ role: 'user' }, { models: '**' }] };
  const providers = {
    chatgpt: {
      baseurl: 'https://chatgpt.com/backend-api/codex',
      auth_mode: 'passthrough',
      models: ['gpt-5.3-codex'],
      compatibility: { openai_responses: true },
    },
    openai: {
      baseurl: 'https://api.openai.com',
      apikey: 'sk-organisation',
      models: ['gpt-5', 'gpt-realtime'],
      compatibility: { openai_responses: true },
    },
    local: {
      baseurl: 'http://127.0.0.1:9',
      models: ['llama'],
      compatibility: { openai_responses: true },
      auth_mode: 'none',
    },
  };
  const gateway = createGateway(
    { grants: [{ src: ['alice@example.com'], app: everything }], providers },
    { transport: recorder() },
  );
  const socket = { as: 'alice@example.com', websocket: true };

  it('tells where the first message would go', async () => {
    const told = await gateway.explain({ ...socket, path: '/v1/responses', model: 'openai/gpt-5' });
    expect(told).toMatchObject({
      decision: 'forward',
      forward: {
        provider: 'openai',
        model: 'gpt-5',
        url: 'wss://api.openai.com/v1/responses',
        credential: 'override',
        grant: 'grants[0]',
      },
    });
    expect(told.steps).toContainEqual({
      step: 'websocket',
      detail: expect.stringContaining('first message') as string,
    });
    const early = await gateway.explain({ ...socket, path: '/chatgpt/responses' });
    expect(early).toMatchObject({
      forward: { provider: 'chatgpt', url: 'wss://chatgpt.com/backend-api/codex/responses' },
    });
    expect(early.steps.map(({ step }) => step)).toEqual(expect.arrayContaining(['websocket', 'assumed']));
    const open = await gateway.explain({ ...socket, path: '/v1/responses' });
    expect([open.decision, open.forward]).toEqual(['answer', undefined]);
  });

  it('knows it by the headers of a handshake too, and tells none of them', async () => {
    const headers = {
      Upgrade: 'websocket',
      authorization: 'Bearer canary-1',
      'sec-websocket-protocol': 'openai-insecure-api-key.canary-2',
      'x-codex-routing-hint': 'model=canary-3',
      'x-codex-turn-metadata': '{"model":"canary-4"}',
    };
    const told = await gateway.explain({ as: socket.as, path: '/codex/responses', headers });
    expect(told.steps.map(({ step }) => step)).toContain('websocket');
    expect(JSON.stringify(told)).not.toContain('canary');
  });

  it('knows Realtime by the model of its query', async () => {
    const path = '/v1/realtime?model=gpt-realtime';
    expect(await gateway.explain({ ...socket, path })).toMatchObject({
      forward: { provider: 'openai', model: 'gpt-realtime', url: 'wss://api.openai.com/v1/realtime' },
    });
  });

  it.each([
    ['/v1/chat/completions', 'alice@example.com'],
    ['/v1/realtime', 'alice@example.com'],
    ['/v1/realtime?model=nothing', 'alice@example.com'],
    ['/local/responses', 'alice@example.com'],
    ['/v1/responses?model=llama', 'alice@example.com'],
    ['/v1/responses', 'mallory@example.com'],
  ])('tells the refusal that a handshake gets: %s, %s', async (path, as) => {
    const { refusal } = await gateway.explain({ as, websocket: true, path });
    const handshake = new Request(url(path), { headers: { upgrade: 'websocket' } });
    const answer = (await gateway.connect(handshake, AS(as))) as Response;
    // Who has no role is refused before anything is known of the path.
    const status = as.startsWith('mallory') ? 426 : answer.status;
    expect([answer.status, refusal?.status]).toEqual([status, as.startsWith('mallory') ? 403 : status]);
    expect(await answer.text()).toContain(refusal!.message.replaceAll('"', '\\"'));
  });
});

describe("explain the gateway's own", () => {
  const ask = (options: GatewayOptions, question: Partial<Question>) =>
    createGateway(CONFIG, { transport: recorder(), ...options }).explain({
      as: 'alice@example.com',
      path: '/',
      ...question,
    });
  const store = memoryStore();

  it.each([
    ['/aperture/records?limit=1', { store }, undefined],
    ['/aperture/records', {}, 404],
    ['/aperture/me', {}, undefined],
    ['/aperture/explain', {}, undefined],
    ['/aperture/health', {}, 403],
    ['/aperture/nothing', {}, 404],
    ['/metrics', {}, 403],
    ['/ui/', {}, 404],
    ['//api.openai.com/v1/responses', {}, 404],
    ['v1/models', {}, undefined],
  ])('%s', async (path, options, status) => {
    const told = await ask(options, { path });
    expect([told.decision, told.refusal?.status]).toEqual([status ? 'refuse' : 'answer', status]);
  });

  it('takes the method that the path has, unless it is told another', async () => {
    expect(await ask({ store }, { path: '/aperture/records', method: 'POST' })).toMatchObject({
      refusal: { status: 405, code: 'method_not_allowed' },
    });
    const told = await ask({ store }, { path: '/aperture/records' });
    expect(told.steps.at(-1)).toEqual({
      step: 'endpoint',
      detail: "GET /aperture/records of the gateway's own API, for user, admin",
    });
    expect((await ask({}, { as: 'root@example.com', path: '/aperture/health' })).decision).toBe('answer');
  });
});
