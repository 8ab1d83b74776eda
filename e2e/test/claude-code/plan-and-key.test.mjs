/** Claude plans and an organisation's API key side by side: each credential stays with its own provider. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anthropicKey, CLAUDE, claudePlan, grant, setStage } from '../../stage.mjs';

const KEYS = { 'alice@example.com': 'gw-made-alice', 'bob@example.com': 'gw-made-bob' };
const TOKEN = 'sk-ant-oat01-made-alice';
/** The key as the guide puts it. */
const gatewayKey = (login) => ({ headers: { 'x-aperture-key': KEYS[login] } });
/** All that a vendor was sent, as one text. */
const wire = ({ rawHeaders, body }) => rawHeaders.join('\n') + body;

describe('a plan and an API key for the same model', () => {
  let stage;
  beforeAll(async () => {
    stage = await setStage({
      anthropic: { oauthTokens: [TOKEN] },
      config: ({ anthropic }) => ({
        identity: [
          {
            type: 'key',
            keys: Object.entries(KEYS).map(([login, key]) => ({
              login,
              sha256: createHash('sha256').update(key).digest('hex'),
            })),
          },
        ],
        grants: [
          grant(['*'], { role: 'user' }),
          grant(['alice@example.com'], { models: 'anthropic-passthrough/**' }),
          grant(['bob@example.com'], { models: 'anthropic/**' }),
        ],
        providers: {
          'anthropic-passthrough': claudePlan(anthropic),
          anthropic: anthropicKey(anthropic),
        },
      }),
    });
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    stage.anthropic.requests.length = 0;
    stage.anthropic.objections.length = 0;
  });

  test('the subscriber is served by their own plan', async () => {
    const claude = await stage.claude({ ...gatewayKey('alice@example.com'), token: TOKEN });
    expect(await claude.print('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    const [{ headers }] = stage.anthropic.requests;
    expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(headers).not.toHaveProperty('x-api-key');
    expect(stage.anthropic.requests.map(wire).filter((text) => text.includes('gw-made'))).toEqual([]);
  });

  test.each([
    ['an apiKeyHelper', { settings: { apiKeyHelper: "echo 'no-key-needed'" } }],
    ['ANTHROPIC_AUTH_TOKEN', { env: { ANTHROPIC_AUTH_TOKEN: 'no-key-needed' } }],
    ['ANTHROPIC_API_KEY', { env: { ANTHROPIC_API_KEY: 'no-key-needed' } }],
  ])('the other one, with a placeholder from %s, by the organisation’s key', async (_, options) => {
    const claude = await stage.claude({ ...gatewayKey('bob@example.com'), ...options });
    expect(await claude.print('please run: printf made-$((40+2))')).toMatchObject({
      code: 0,
      text: 'The tool said: made-42',
    });
    for (const request of stage.anthropic.requests) {
      expect(request.headers['x-api-key']).toBe(stage.anthropic.key);
      expect(request.headers).not.toHaveProperty('authorization');
      expect(wire(request)).not.toMatch(/no-key-needed|gw-made-/);
    }
    expect(stage.anthropic.requests).toHaveLength(2);
    expect(stage.anthropic.objections).toEqual([]);
  });

  test('a plan’s token that is sent along never reaches the vendor with the key', async () => {
    const claude = await stage.claude({ ...gatewayKey('bob@example.com'), token: TOKEN });
    expect(await claude.print('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(stage.anthropic.requests.map(({ headers }) => headers['x-api-key'])).toEqual([
      stage.anthropic.key,
    ]);
    expect(stage.anthropic.requests.map(wire).filter((text) => text.includes(TOKEN))).toEqual([]);
    expect(stage.anthropic.objections).toEqual([]);
  });

  test('a provider is chosen by the model’s name, and Anthropic gets the bare one', async () => {
    const claude = await stage.claude({ ...gatewayKey('alice@example.com'), token: TOKEN });
    const model = `anthropic-passthrough/${CLAUDE}`;
    expect(await claude.print('please run: printf made-$((40+2))', '--model', model)).toMatchObject({
      code: 0,
      text: 'The tool said: made-42',
    });
    expect(
      stage.tap
        .requests()
        .slice(-2)
        .map(({ body }) => JSON.parse(body).model),
    ).toEqual([model, model]);
    expect(stage.anthropic.requests.map(({ body }) => JSON.parse(body).model)).toEqual([CLAUDE, CLAUDE]);
    expect(stage.anthropic.objections).toEqual([]);
  });

  test('the plan’s token does not open the other provider', async () => {
    const claude = await stage.claude({ ...gatewayKey('alice@example.com'), token: TOKEN });
    const model = `anthropic/${CLAUDE}`;
    const { code, error } = await claude.print('say hi', '--model', model);
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining(model) });
    expect(stage.anthropic.requests).toEqual([]);
  });
});
