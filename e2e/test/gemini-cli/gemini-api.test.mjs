/** The real Gemini CLI at the Gemini API, through the gateway: with the organisation's key, and with the user's own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FACES } from '../../faces.mjs';
import { fieldsOf } from '../../fields.mjs';
import { MODEL, turnAndTool, WORKED } from '../../gemini/turn-and-tool.mjs';
import { geminiKey, geminiOwn, OPEN, setGoogleStage } from '../../google/stage.mjs';

const OWN_KEY = 'AIza-made-alice';

/** What the client wrote and the vendor must see; the credential is the gateway's business. */
const withoutKey = (request) => fieldsOf(request).filter((field) => !field.startsWith('x-goog-api-key:'));

/** The settings of the guide. */
const guide = (stage, { key = 'not-needed', env } = {}) => ({
  auth: { selectedType: 'gemini-api-key' },
  env: { GOOGLE_GEMINI_BASE_URL: stage.tap.url, GEMINI_API_KEY: key, ...env },
});

describe.each(Object.entries(FACES))(
  'Gemini CLI with the organisation’s key through %s',
  (face, { headers }) => {
    let stage;
    beforeAll(async () => {
      stage = await setGoogleStage({
        face,
        models: [MODEL],
        config: ({ gemini }) => ({ grants: OPEN, providers: { gemini: geminiKey(gemini) } }),
      });
    });
    afterAll(() => stage?.close());

    test('completes a turn and runs a tool', async () => {
      const fields = Object.entries(headers ?? {}).map((field) => field.join(': '));
      const env = fields.length > 0 ? { GEMINI_CLI_CUSTOM_HEADERS: fields.join(', ') } : {};
      expect(await turnAndTool(await stage.geminiCli(guide(stage, { env })))).toEqual(WORKED);
      expect(stage.complaints()).toEqual([]);
    });

    test('asks the vendor in the very bytes of Gemini CLI, with another key', () => {
      const sent = stage.tap.requests();
      const arrived = stage.gemini.requests;
      expect(arrived.map(({ url }) => url)).toEqual(
        Array(3).fill(`/v1beta/models/${MODEL}:streamGenerateContent?alt=sse`),
      );
      expect(arrived.map(({ sha256 }) => sha256)).toEqual(sent.map(({ sha256 }) => sha256));
      expect(arrived.map(withoutKey)).toEqual(sent.map(withoutKey));
      for (const request of sent) expect(request.headers['x-goog-api-key']).toBe('not-needed');
      for (const request of arrived) expect(request.headers['x-goog-api-key']).toBe(stage.gemini.keys[0]);
    });
  },
);

describe('Gemini CLI that chooses its models itself', () => {
  /** It asks the first which of the others a prompt is worth. */
  const models = ['gemini-3.5-flash-lite', 'gemini-3.8-flash', 'gemini-3.1-pro-preview'];
  let stage;
  beforeAll(async () => {
    stage = await setGoogleStage({
      models,
      config: ({ gemini }) => ({ grants: OPEN, providers: { gemini: geminiKey(gemini) } }),
    });
  });
  afterAll(() => stage?.close());

  test('asks for them one after the other', async () => {
    const gemini = await stage.geminiCli(guide(stage));
    expect(await gemini('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    expect(stage.gemini.requests.map(({ path }) => path)).toEqual([
      '/v1beta/models/gemini-3.5-flash-lite:generateContent',
      '/v1beta/models/gemini-3.8-flash:streamGenerateContent',
    ]);
    expect(stage.complaints()).toEqual([]);
  });
});

describe('Gemini CLI with a credential of the user’s own', () => {
  let stage;
  beforeAll(async () => {
    stage = await setGoogleStage({
      models: [MODEL],
      keys: ['AIza-made-organisation', OWN_KEY],
      config: ({ gemini }) => ({ grants: OPEN, providers: { gemini: geminiOwn(gemini) } }),
    });
  });
  afterAll(() => stage?.close());

  test('a key', async () => {
    expect(await turnAndTool(await stage.geminiCli(guide(stage, { key: OWN_KEY })))).toEqual(WORKED);
    expect(stage.complaints()).toEqual([]);
    expect(stage.gemini.requests.map(fieldsOf)).toEqual(stage.tap.requests().map(fieldsOf));
  });
});
