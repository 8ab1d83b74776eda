/** Codex over WebSockets: through every face, in the very bytes of Codex, and over HTTP wherever there are none. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { FACES } from '../faces.mjs';
import { fieldsOf } from '../fields.mjs';
import { calls, codexOauth, grant, openaiKey, setStage } from '../stage.mjs';
import { answerHandshake, sendError } from '../stubs/chatgpt-sockets.mjs';
import { record, sendJson, serve } from '../stubs/serve.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

const WEBSOCKETS = { supports_websockets: true };
const GRANTS = [grant(['*'], { role: 'admin' }, { models: '**' })];

/** What belongs to one connection (RFC 6455), besides what {@link fieldsOf} leaves out. */
const sameFields = (seen) => fieldsOf(seen).filter((field) => !/^(?:sec-websocket-|upgrade:)/.test(field));
const sha256Of = (bytes) => createHash('sha256').update(bytes).digest('hex');
const shown = ({ events }) => events.filter(({ type }) => type === 'error').map(({ message }) => message);

describe.each([...Object.keys(FACES), 'Express under /ai'])('Codex over WebSockets through %s', (face) => {
  const path = face.endsWith('/ai') ? '/ai/codex' : '/codex';
  const alice = makeSignIn();
  let stage, codex;
  beforeAll(async () => {
    stage = await setStage({ face });
    codex = await stage.codex({ path, signIn: alice, provider: WEBSOCKETS });
  });
  afterAll(() => stage?.close());

  test('completes a turn', async () => {
    const result = await codex.exec('say hi');
    expect(result).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(result.events.at(-1)).toMatchObject({ type: 'turn.completed', usage: { input_tokens: 1200 } });
    expect(shown(result)).toEqual([]);
  });

  test('runs a tool, all on one connection', async () => {
    const before = stage.chatgpt.sockets.messages.length;
    const tool = await codex.exec('please run: printf made-$((40+2))');
    expect(tool).toMatchObject({ code: 0, text: expect.stringMatching(/^The tool said: .*made-42$/s) });
    const messages = stage.chatgpt.sockets.messages.slice(before);
    expect(messages.map(({ body }) => [body.generate, body.previous_response_id !== undefined])).toEqual([
      [false, false],
      [undefined, true],
      [undefined, true],
    ]);
    expect(new Set(messages.map(({ handshake }) => handshake)).size).toBe(1);
  });

  test('asks the backend in the very bytes of Codex', async () => {
    const sent = await stage.tap.sockets();
    const { handshakes, messages } = stage.chatgpt.sockets;
    expect(sent.map(({ url }) => url)).toEqual(Array(2).fill(`${path}/responses`));
    expect(handshakes.map(({ url }) => url)).toEqual(Array(2).fill('/backend-api/codex/responses'));
    expect(handshakes.map(sameFields)).toEqual(sent.map(sameFields));
    const bytes = sent.flatMap(({ messages }) => messages);
    expect(bytes).toHaveLength(5);
    expect(messages.map(({ body }) => body)).toEqual(bytes.map((message) => JSON.parse(message)));
    expect(messages.map(({ sha256 }) => sha256)).toEqual(bytes.map(sha256Of));
    for (const { headers } of handshakes)
      expect(headers).toMatchObject({
        authorization: `Bearer ${alice.accessToken}`,
        'chatgpt-account-id': alice.account,
        originator: 'codex_exec',
      });
    expect(stage.chatgpt.objections).toEqual([]);
    expect([calls(stage.tap.requests()), calls(stage.chatgpt.requests)]).toEqual([[], []]);
  });

  test('logs no secret, leaves nothing open, and ends in good order', async () => {
    const secrets = [
      alice.accessToken,
      ...stage.chatgpt.sockets.handshakes.flatMap(({ headers }) => headers['x-codex-turn-metadata'] ?? []),
    ];
    expect(secrets.filter((secret) => stage.gateway.log().includes(secret))).toEqual([]);
    await vi.waitFor(() => expect(stage.chatgpt.sockets.open()).toBe(0));
    expect(await stage.gateway.close()).toBe(0);
  });
});

describe('other ways of Codex to a WebSocket', () => {
  let stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.close());

  test.each([
    ['an older Codex', { version: '0.130.0', provider: WEBSOCKETS }],
    ['Codex’s own provider, moved by openai_base_url', { builtIn: true }],
  ])('%s runs a tool, and asks nothing over HTTP', async (_what, settings) => {
    const before = stage.chatgpt.sockets.messages.length;
    const codex = await stage.codex({ signIn: makeSignIn(), ...settings });
    expect(await codex.exec('please run: printf made-$((40+2))')).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^The tool said: .*made-42$/s),
    });
    const messages = stage.chatgpt.sockets.messages.slice(before);
    expect(messages.length).toBeGreaterThan(1);
    expect(calls(stage.chatgpt.requests)).toEqual([]);
  });
});

describe('the ChatGPT backend', () => {
  const alice = makeSignIn();
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      chatgptModels: ['gpt-5.3-codex', 'gpt-6-sol'],
      config: ({ chatgpt }) => ({
        server: { deadlines: { connect: '500ms' } },
        grants: GRANTS,
        providers: { 'codex-oauth': codexOauth(chatgpt) },
      }),
    });
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    Object.assign(stage.chatgpt.sockets, { onHandshake: null, onCreate: null });
    stage.chatgpt.sockets.handshakes.length = 0;
    stage.chatgpt.sockets.messages.length = 0;
    stage.chatgpt.requests.length = 0;
  });
  const codexFor = (settings) => stage.codex({ signIn: alice, provider: WEBSOCKETS, ...settings });

  test.each([403, 404, 405, 426, 429, 500, 503])(
    'refuses with %i: Codex goes over to HTTP after one connect, and shows nothing',
    async (status) => {
      stage.chatgpt.sockets.onHandshake = (_seen, socket) => answerHandshake(socket, status);
      const result = await (await codexFor()).exec('say hi');
      expect(result).toMatchObject({ code: 0, text: 'You said: say hi' });
      expect(shown(result)).toEqual([]);
      expect(stage.chatgpt.sockets.handshakes).toHaveLength(1);
      expect(calls(stage.chatgpt.requests)).toHaveLength(1);
    },
  );

  test.each([
    ['hangs', () => true],
    ['closes the connection', (_seen, socket) => socket.destroy() && true],
  ])('%s: Codex goes over to HTTP after one connect', async (_how, onHandshake) => {
    stage.chatgpt.sockets.onHandshake = onHandshake;
    const result = await (await codexFor()).exec('say hi');
    expect(result).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(stage.chatgpt.sockets.handshakes).toHaveLength(1);
    expect(calls(stage.chatgpt.requests)).toHaveLength(1);
  });

  test('refuses the token: Codex renews it and goes on over WebSockets', async () => {
    const renewed = makeSignIn({ account: alice.account });
    const refresher = await serve(async (request, response) => {
      await record(request);
      const { id_token, access_token, refresh_token } = renewed.authJson.tokens;
      sendJson(response, 200, { id_token, access_token, refresh_token });
    });
    try {
      stage.chatgpt.sockets.onHandshake = ({ headers }, socket) =>
        headers.authorization !== `Bearer ${renewed.accessToken}` && answerHandshake(socket, 401);
      const codex = await codexFor({
        env: { CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${refresher.url}/oauth/token` },
      });
      expect(await codex.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
      expect(stage.chatgpt.sockets.handshakes.length).toBeGreaterThan(1);
      expect(calls(stage.chatgpt.requests)).toEqual([]);
    } finally {
      await refresher.close();
    }
  });

  test.each([1000, 1001, 1006, 1011, 4001])(
    'closes with %i in the middle of a turn: Codex connects again, and shows nothing',
    async (code) => {
      let isClosed = false;
      stage.chatgpt.sockets.onCreate = (socket, body) => {
        if (isClosed || body.generate === false) return false;
        isClosed = true;
        socket.send('{"type":"response.created","response":{"id":"resp_cut"}}', () =>
          code === 1006 ? socket.terminate() : socket.close(code),
        );
        return true;
      };
      const result = await (await codexFor()).exec('say hi');
      expect(result).toMatchObject({ code: 0, text: 'You said: say hi' });
      expect(shown(result)).toEqual([]);
      expect(stage.chatgpt.sockets.handshakes).toHaveLength(2);
      expect(calls(stage.chatgpt.requests)).toEqual([]);
    },
  );

  test('finds a message too long: Codex sends it over HTTP, and not seven times', async () => {
    stage.chatgpt.sockets.onCreate = (socket, body) =>
      body.generate !== false && socket.close(1009) === undefined;
    const result = await (await codexFor()).exec('say hi');
    expect(result).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(shown(result)).toEqual([]);
    expect(stage.chatgpt.sockets.handshakes).toHaveLength(1);
    expect(calls(stage.chatgpt.requests)).toHaveLength(1);
  });

  test('says no in an event: Codex gets it as it is', async () => {
    stage.chatgpt.sockets.onCreate = (socket) =>
      sendError(socket, 404, { code: 'model_not_found', message: 'The words of the backend.' });
    expect(await (await codexFor()).exec('say hi')).toMatchObject({
      code: 1,
      error: 'The words of the backend.',
    });
  });

  test('gets the bare name of a model that Codex qualifies, and Codex tells of no rerouting', async () => {
    const codex = await codexFor({ model: 'codex-oauth/gpt-5.3-codex' });
    const turn = await codex.exec('say hi');
    expect(turn).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(stage.chatgpt.sockets.messages.map(({ body }) => body.model)).toEqual(
      Array(2).fill('gpt-5.3-codex'),
    );
    expect(JSON.stringify(turn.events) + turn.stderr).not.toMatch(/rerouted|flagged/);
    expect(calls(stage.chatgpt.requests)).toEqual([]);
  });

  test('never hears of a grant that was taken away in the middle of a turn', async () => {
    const codex = await codexFor({ model: 'gpt-6-sol' });
    const turn = codex.exec('please run: while [ ! -e go ]; do sleep 0.05; done; printf done');
    await vi.waitFor(() => expect(stage.chatgpt.sockets.messages).toHaveLength(2), { timeout: 20_000 });
    await stage.writeConfig({
      grants: [grant(['*'], { role: 'admin' }, { models: 'codex-oauth/gpt-5.3-codex' })],
      providers: { 'codex-oauth': codexOauth(stage.chatgpt) },
    });
    const models = async () => (await (await fetch(`${stage.gateway.url}/v1/models`)).json()).data;
    await vi.waitFor(async () => expect(await models()).toHaveLength(1), { timeout: 10_000 });
    await writeFile(join(codex.workspace, 'go'), '');
    const result = await turn;
    // Once and plainly, as over HTTP.
    expect(result).toMatchObject({
      code: 1,
      error:
        'no route found for model "gpt-6-sol" for user "(loopback)": provider "codex-oauth" serves it, but no grant opens codex-oauth/gpt-6-sol',
    });
    expect(stage.chatgpt.sockets.messages).toHaveLength(2);
    expect(calls(stage.chatgpt.requests)).toEqual([]);
  });
});

describe('a gateway without WebSockets', () => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      config: ({ chatgpt, platform }) => ({
        grants: [grant(['*'], { role: 'user' }, { models: 'codex-oauth/**' }, { models: 'openai/**' })],
        providers: {
          'codex-oauth': { ...codexOauth(chatgpt), websockets: false, preference: 1 },
          openai: openaiKey(platform),
        },
      }),
    });
  });
  afterAll(() => stage?.close());

  test('sends Codex to HTTP at the first try, with one warning', async () => {
    const codex = await stage.codex({ signIn: makeSignIn(), provider: WEBSOCKETS });
    const result = await codex.exec('say hi');
    expect(result).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(await stage.tap.sockets()).toHaveLength(1);
    expect(calls(stage.tap.requests())).toHaveLength(1);
    expect(result.stderr.split('\n').filter((line) => line.includes('responses_websocket'))).toHaveLength(1);
    expect(stage.chatgpt.sockets.handshakes).toEqual([]);
  });

  test('shows what it refuses over HTTP, once', async () => {
    const codex = await stage.codex({ signIn: makeSignIn(), provider: WEBSOCKETS, model: 'gpt-9' });
    const before = calls(stage.tap.requests()).length;
    expect(await codex.exec('say hi')).toMatchObject({
      code: 1,
      error: 'no route found for model "gpt-9" for user "(loopback)"',
    });
    expect(calls(stage.tap.requests())).toHaveLength(before + 1);
  });
});
