/** Without a gateway: what the real Gemini CLI and the stand-ins do with each other. The other tests rest on this. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MODEL, turnAndTool, WORKED } from '../../gemini/turn-and-tool.mjs';
import { setGoogleStage } from '../../google/stage.mjs';

describe('Gemini CLI and the vendors, directly', () => {
  let stage;
  beforeAll(async () => {
    stage = await setGoogleStage({ models: [MODEL] });
  });
  afterAll(() => stage?.close());

  const vertex = () => ({ GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_VERTEX_BASE_URL: stage.vertex.url });
  const project = () => ({
    GOOGLE_CLOUD_PROJECT: stage.accounts.project,
    GOOGLE_CLOUD_LOCATION: 'global',
  });

  test.each([
    [
      'the Gemini API with a key',
      () => ({
        auth: { selectedType: 'gemini-api-key' },
        env: { GOOGLE_GEMINI_BASE_URL: stage.gemini.url, GEMINI_API_KEY: stage.gemini.keys[0] },
      }),
    ],
    ['Vertex AI with a key', () => ({ env: { ...vertex(), GOOGLE_API_KEY: stage.vertex.key } })],
    [
      'Vertex AI as a service account',
      () => ({ env: { ...vertex(), ...project() }, applicationDefault: stage.accounts.serviceAccount }),
    ],
    [
      'Vertex AI as a person',
      () => ({ env: { ...vertex(), ...project() }, applicationDefault: stage.accounts.person }),
    ],
  ])('%s', async (_, settings) => {
    expect(await turnAndTool(await stage.geminiCli(settings()))).toEqual(WORKED);
    expect(stage.complaints()).toEqual([]);
  });

  test('Login with Google', async () => {
    const gemini = await stage.geminiCli({
      env: {
        GOOGLE_GENAI_USE_GCA: 'true',
        GOOGLE_CLOUD_ACCESS_TOKEN: stage.accounts.issue('person'),
        CODE_ASSIST_ENDPOINT: stage.codeAssist.url,
      },
    });
    expect(await turnAndTool(gemini)).toEqual(WORKED);
    // It wants to know who signed in, and can do without.
    expect(stage.complaints()).toEqual(Array(2).fill('www.googleapis.com:443'));
  });

  test('a wrong key, in the words of the vendor', async () => {
    const gemini = await stage.geminiCli({
      auth: { selectedType: 'gemini-api-key' },
      env: { GOOGLE_GEMINI_BASE_URL: stage.gemini.url, GEMINI_API_KEY: 'AIza-made-wrong' },
    });
    expect(await gemini('say hi', { model: MODEL })).toMatchObject({
      error: expect.stringContaining('API key not valid.'),
    });
    expect(stage.gemini.objections.at(-1)).toContain('API_KEY_INVALID');
  });
});
