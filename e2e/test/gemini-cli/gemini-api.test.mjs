/** The real Gemini CLI at the Gemini API, through the gateway: with the organisation's key, and with the user's own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FACES } from '../../faces.mjs';
import { MODEL, turnAndToolThrough, worked } from '../../gemini/turn-and-tool.mjs';
import { geminiKey, geminiOwn, OPEN, setGoogleStage } from '../../google/stage.mjs';

const PATH = `/v1beta/models/${MODEL}:streamGenerateContent?alt=sse`;
const OWN_KEY = 'AIza-made-alice';

/** The settings of the guide. */
const guide = (stage, { key = 'not-needed', env } = {}) => ({
  auth: { selectedType: 'gemini-api-key' },
  env: { GOOGLE_GEMINI_BASE_URL: stage.tap.url, GEMINI_API_KEY: key, ...env },
});

/** Sets a stage for the tests of a group, with one provider. */
function stageWith(provider, options) {
  let stage;
  beforeAll(async () => {
    stage = await setGoogleStage({
      models: [MODEL],
      config: ({ gemini }) => ({ grants: OPEN, providers: { gemini: provider(gemini) } }),
      ...options,
    });
  });
  afterAll(() => stage?.close());
  return () => stage;
}

describe.each(Object.entries(FACES))('with the organisation’s key through %s', (face, { headers = {} }) => {
  const set = stageWith(geminiKey, { face });

  test('a placeholder goes, the key comes, and nothing else changes', async () => {
    const stage = set();
    const fields = Object.entries(headers).map((field) => field.join(': '));
    const env = fields.length > 0 ? { GEMINI_CLI_CUSTOM_HEADERS: fields.join(', ') } : {};
    expect(await turnAndToolThrough(stage, stage.gemini, guide(stage, { env }))).toEqual(
      worked({
        sent: PATH,
        arrived: PATH,
        sentWith: ['x-goog-api-key: not-needed'],
        arrivedWith: [`x-goog-api-key: ${stage.gemini.keys[0]}`],
      }),
    );
  });
});

describe('with the organisation’s key', () => {
  /** It asks the first which of the others a prompt is worth. */
  const models = ['gemini-3.5-flash-lite', 'gemini-3.8-flash', 'gemini-3.1-pro-preview'];
  const set = stageWith(geminiKey, { models: [MODEL, ...models] });

  test('a placeholder that comes in two headers goes from both', async () => {
    const stage = set();
    const env = { GEMINI_API_KEY_AUTH_MECHANISM: 'bearer' };
    expect(await turnAndToolThrough(stage, stage.gemini, guide(stage, { env }))).toEqual(
      worked({
        sent: PATH,
        arrived: PATH,
        sentWith: ['authorization: Bearer not-needed', 'x-goog-api-key: not-needed'],
        arrivedWith: [`x-goog-api-key: ${stage.gemini.keys[0]}`],
      }),
    );
  });

  test('Gemini CLI may choose its models itself', async () => {
    const stage = set();
    const { requests } = stage.gemini;
    requests.length = 0;
    const gemini = await stage.geminiCli(guide(stage));
    expect(await gemini('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(requests.map(({ path }) => path)).toEqual([
      '/v1beta/models/gemini-3.5-flash-lite:generateContent',
      '/v1beta/models/gemini-3.8-flash:streamGenerateContent',
    ]);
    expect(stage.complaints()).toEqual([]);
  });
});

describe('with a credential of the user’s own', () => {
  const set = stageWith(geminiOwn, { keys: ['AIza-made-organisation', OWN_KEY] });

  test('a key', async () => {
    const stage = set();
    const credential = [`x-goog-api-key: ${OWN_KEY}`];
    expect(await turnAndToolThrough(stage, stage.gemini, guide(stage, { key: OWN_KEY }))).toEqual(
      worked({ sent: PATH, arrived: PATH, sentWith: credential, arrivedWith: credential }),
    );
  });

  test('an OAuth token in a header of the user’s, without the empty key that comes along', async () => {
    const stage = set();
    const token = `authorization: Bearer ${stage.gemini.oauthTokens[0]}`;
    const settings = {
      auth: { selectedType: 'gateway', useExternal: true },
      env: { GOOGLE_GEMINI_BASE_URL: stage.tap.url, GEMINI_CLI_CUSTOM_HEADERS: token },
    };
    expect(await turnAndToolThrough(stage, stage.gemini, settings)).toEqual(
      worked({ sent: PATH, arrived: PATH, sentWith: [token, 'x-goog-api-key: '], arrivedWith: [token] }),
    );
  });

  test('an OAuth token that comes in two headers, in the one that the provider’s authorization names', async () => {
    const stage = set();
    const [key] = stage.gemini.oauthTokens;
    const env = { GEMINI_API_KEY_AUTH_MECHANISM: 'bearer' };
    expect(await turnAndToolThrough(stage, stage.gemini, guide(stage, { key, env }))).toEqual(
      worked({
        sent: PATH,
        arrived: PATH,
        sentWith: [`authorization: Bearer ${key}`, `x-goog-api-key: ${key}`],
        arrivedWith: [`authorization: Bearer ${key}`],
      }),
    );
  });
});
