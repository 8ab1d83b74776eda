/** What the user of Gemini CLI reads when the gateway says no, and how often it asks. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { geminiExec } from '../../gemini/exec.mjs';
import { makeGeminiHome } from '../../gemini/home.mjs';
import { MODEL } from '../../gemini/turn-and-tool.mjs';
import { geminiOwn, setGoogleStage } from '../../google/stage.mjs';
import { CASE, startRefusingHost } from '../../refusing-host.mjs';
import { grant } from '../../stage.mjs';
import { startElsewhere } from '../../stubs/elsewhere.mjs';

const KEY = 'gw-made-alice';

describe('Gemini CLI is refused', () => {
  let stage;
  beforeAll(async () => {
    stage = await setGoogleStage({
      models: [MODEL, 'gemini-2.5-pro'],
      keys: ['AIza-made-alice'],
      config: ({ gemini }) => ({
        identity: [
          {
            type: 'key',
            keys: [{ login: 'alice@example.com', sha256: createHash('sha256').update(KEY).digest('hex') }],
          },
        ],
        grants: [grant(['alice@example.com'], { role: 'user' }, { models: `gemini/${MODEL}` })],
        providers: { gemini: geminiOwn(gemini) },
      }),
    });
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    stage.gemini.requests.length = 0;
  });

  const asked = async ({ gatewayKey = KEY, model = MODEL, signIn = asKey }) => {
    const { env, auth } = signIn();
    const gemini = await stage.geminiCli({
      auth,
      env: {
        ...env,
        GOOGLE_GEMINI_BASE_URL: stage.tap.url,
        ...(gatewayKey && { GEMINI_CLI_CUSTOM_HEADERS: `x-aperture-key: ${gatewayKey}` }),
      },
    });
    const before = stage.tap.requests().length;
    const result = await gemini('say hi', { model });
    return { ...result, requests: stage.tap.requests().length - before };
  };
  const asKey = () => ({
    auth: { selectedType: 'gemini-api-key' },
    env: { GEMINI_API_KEY: 'AIza-made-alice' },
  });
  const withoutKey = () => ({ auth: { selectedType: 'gateway', useExternal: true }, env: {} });

  test('not with a gateway key, which goes no further', async () => {
    expect(await asked({})).toMatchObject({ code: 0, text: 'You said: say hi', requests: 1 });
    expect(stage.gemini.objections).toEqual([]);
  });

  test.each([
    [
      'a gateway key that is unknown',
      { gatewayKey: 'gw-made-wrong' },
      /"code":403,"message":"[^"]*x-aperture-key/,
    ],
    ['no gateway key', { gatewayKey: null }, /"code":403,"message":"the gateway does not know who calls/],
    [
      'a model that is not granted',
      { model: 'gemini-2.5-pro' },
      /^no route found for model "gemini-2.5-pro" for user/,
    ],
    [
      'no credential for the vendor',
      { signIn: withoutKey },
      /"code":401,"message":"provider \\"gemini\\" uses your own/,
    ],
  ])('for %s: once, with the message', async (_, settings, message) => {
    const { error, output, ...result } = await asked(settings);
    expect(error).toMatch(message);
    expect(result).toMatchObject({ text: '', requests: 1 });
    expect(result.code).not.toBe(0);
    expect(output).not.toContain('gw-made-wrong');
    expect(stage.gemini.requests).toEqual([]);
  });
});

/** What budgets and guardrails say no with; a host application's own source may do so as well. */
describe('Gemini CLI is refused by the host application', () => {
  const REFUSALS = {
    no_role: { status: 403 },
    guardrail_blocked: { status: 403 },
    invalid_request: { status: 400 },
    quota_exceeded: { status: 429, headers: { 'retry-after': '7200' } },
    credential_unavailable: { status: 503 },
  };
  const messageOf = (code) => `${code} is what the user reads.`;
  let host, elsewhere;
  const homes = [];
  beforeAll(async () => {
    host = await startRefusingHost((code) => ({ code, message: messageOf(code), ...REFUSALS[code] }));
    elsewhere = await startElsewhere();
  });
  afterAll(async () => {
    await host?.close();
    await elsewhere?.close();
    await Promise.all(homes.map((home) => home.remove()));
  });
  const refusedBy = async (code, general) => {
    const home = await makeGeminiHome({
      elsewhere: elsewhere.url,
      auth: { selectedType: 'gemini-api-key' },
      general,
      env: {
        GOOGLE_GEMINI_BASE_URL: host.url,
        GEMINI_API_KEY: 'not-needed',
        GEMINI_CLI_CUSTOM_HEADERS: `${CASE}: ${code}`,
      },
    });
    homes.push(home);
    return geminiExec(home, 'say hi', { model: MODEL });
  };

  test.each(['no_role', 'guardrail_blocked', 'invalid_request'])('%s: once, with the body', async (code) => {
    const { error } = await refusedBy(code);
    expect(JSON.parse(error).error).toMatchObject({ code: REFUSALS[code].status, message: messageOf(code) });
    expect(host.requests(code)).toBe(1);
  });

  test('for its budget: once, with the message and the time', async () => {
    const { error } = await refusedBy('quota_exceeded');
    expect(error).toBe(`${messageOf('quota_exceeded')}\nSuggested retry after 7200s.`);
    expect(host.requests('quota_exceeded')).toBe(1);
  });

  test('for what may pass: it asks again, and shows the message each time', async () => {
    const { output } = await refusedBy('credential_unavailable', { maxAttempts: 2 });
    expect(output).toContain('Attempt 1 failed with status 503. Retrying with backoff...');
    expect(output).toContain(messageOf('credential_unavailable'));
    expect(host.requests('credential_unavailable')).toBe(2);
  });
});
