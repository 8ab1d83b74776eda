/** Subscriptions and an organisation's API key side by side: each credential stays with its own vendor. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, codexOauth, grant, once, openaiKey, setStage } from '../stage.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';

const KEYS = { 'alice@example.com': 'gw-made-alice', 'bob@example.com': 'gw-made-bob' };
const ENTRIES = Object.entries(KEYS).map(([login, key]) => ({
  login,
  sha256: createHash('sha256').update(key).digest('hex'),
}));
const MODEL = 'gpt-5.3-codex';
/** The key as the guide puts it: a header whose value stands in the environment. */
const gatewayKey = (login) => ({
  env: { APERTURE_KEY: KEYS[login] },
  provider: { env_http_headers: { 'x-aperture-key': 'APERTURE_KEY' } },
});

describe('a subscription and an API key for the same model', () => {
  const alice = makeSignIn();
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      config: ({ chatgpt, platform }) => ({
        // The same keys in a header of any name; no header that a source reads goes on to a vendor.
        identity: ['x-aperture-key', 'x-gateway-auth'].map((header) => ({
          type: 'key',
          header,
          keys: ENTRIES,
        })),
        grants: [
          grant(['*'], { role: 'user' }),
          grant(['alice@example.com'], { models: 'codex-oauth/**' }),
          grant(['bob@example.com'], { models: 'openai/**' }),
        ],
        providers: { 'codex-oauth': codexOauth(chatgpt), openai: openaiKey(platform) },
      }),
    });
  });
  afterAll(() => stage?.close());

  test('the subscriber reaches the ChatGPT backend with their own token', async () => {
    const codex = await stage.codex({
      ...gatewayKey('alice@example.com'),
      signIn: alice,
      model: MODEL,
    });
    expect(await codex.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(calls(stage.chatgpt.requests).at(-1).headers.authorization).toBe(`Bearer ${alice.accessToken}`);
    expect(calls(stage.platform.requests)).toEqual([]);
  });

  test('the other one reaches the platform with the organisation’s key', async () => {
    const before = calls(stage.chatgpt.requests).length;
    const codex = await stage.codex({
      env: gatewayKey('bob@example.com').env,
      path: '/v1',
      model: MODEL,
      provider: { ...gatewayKey('bob@example.com').provider, requires_openai_auth: false },
    });
    expect(await codex.exec('please run: printf made-$((40+2))')).toMatchObject({
      code: 0,
      text: expect.stringContaining('made-42'),
    });
    expect(calls(stage.platform.requests).map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill(`Bearer ${stage.platform.key}`),
    );
    expect(calls(stage.chatgpt.requests)).toHaveLength(before);
  });

  test('a ChatGPT token that is sent along never reaches the platform', async () => {
    const bob = makeSignIn({ email: 'bob@example.com' });
    const codex = await stage.codex({
      ...gatewayKey('bob@example.com'),
      path: '/v1',
      signIn: bob,
      model: MODEL,
    });
    expect(await codex.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    const wire = stage.platform.requests.map(({ rawHeaders, body }) => rawHeaders.join('\n') + body);
    expect(wire.filter((text) => text.includes(bob.accessToken))).toEqual([]);
    expect(stage.platform.objections).toEqual([]);
  });

  test('the subscriber’s token does not open the other provider', async () => {
    const before = calls(stage.platform.requests).length;
    const codex = await stage.codex({
      signIn: alice,
      model: `openai/${MODEL}`,
      provider: { ...once, http_headers: { 'x-aperture-key': KEYS['alice@example.com'] } },
    });
    expect(await codex.exec('say hi')).toMatchObject({
      code: 1,
      error: expect.stringContaining(`no route found for model "openai/${MODEL}"`),
    });
    expect(calls(stage.platform.requests)).toHaveLength(before);
  });

  test('a gateway key from gateway_oauth is taken, and stays here like the other', async () => {
    const codex = await stage.codex({
      signIn: alice,
      model: MODEL,
      gatewayToken: {
        token: KEYS['alice@example.com'],
        delivery: { kind: 'header', name: 'x-gateway-auth' },
      },
    });
    expect(await codex.exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(stage.chatgpt.objections).toEqual([]);
  });

  test('a wrong gateway key is refused by its header’s name', async () => {
    const codex = await stage.codex({
      signIn: alice,
      model: MODEL,
      provider: { ...once, http_headers: { 'x-aperture-key': 'gw-made-wrong' } },
    });
    const { code, error } = await codex.exec('say hi');
    expect(code).toBe(1);
    expect(error).toMatch(/unexpected status 403 Forbidden: .*x-aperture-key/);
    expect(error).not.toContain('gw-made-wrong');
  });
});
