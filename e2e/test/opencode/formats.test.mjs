/** opencode in each format that it speaks: with the organisation's key, and with keys of one's own. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../fields.mjs';
import { anthropicKey, CLAUDE, grant, openaiKey, setStage } from '../../stage.mjs';
import { startAnthropicApi } from '../../stubs/anthropic-api.mjs';
import { startGeminiApi } from '../../stubs/gemini-api.mjs';
import { startOpenaiPlatform } from '../../stubs/openai-platform.mjs';

const GATEWAY_KEY = 'gw-made-alice';
const PLACEHOLDER = 'no-key-needed';
const OWN = { anthropic: 'sk-ant-api03-made-alice', openai: 'sk-made-alice' };
const GPT = 'gpt-5.3-codex';
const GEMINI = 'gemini-2.5-flash';
const options = { apiKey: PLACEHOLDER, headers: { 'x-aperture-key': '{env:APERTURE_KEY}' } };
const TOOL = 'please run: printf made-$((40+2))';
const MADE = { code: 0, text: expect.stringMatching(/^The tool said: .*made-42/) };

/** As in docs/guide/opencode.md, but for the base URLs. */
const PROVIDERS = {
  aperture: { npm: '@ai-sdk/openai', name: 'Aperture', options, models: { [GPT]: {} } },
  'aperture-anthropic': {
    npm: '@ai-sdk/anthropic',
    name: 'Aperture (Anthropic)',
    options,
    models: { [CLAUDE]: {} },
  },
  'aperture-chat': {
    npm: '@ai-sdk/openai-compatible',
    name: 'Aperture (Chat Completions)',
    options,
    models: { [GPT]: {} },
  },
  'aperture-gemini': {
    npm: '@ai-sdk/google',
    name: 'Aperture (Gemini)',
    path: '/v1beta',
    options,
    models: { [GEMINI]: {} },
  },
};
/** With keys of one's own: the gateway's provider stands in the model's name, or in the base URL. */
const OWN_PROVIDERS = {
  'own-anthropic': {
    npm: '@ai-sdk/anthropic',
    options: { ...options, apiKey: '{env:ANTHROPIC_API_KEY}' },
    models: { [`anthropic-own/${CLAUDE}`]: {} },
  },
  'own-openai': {
    npm: '@ai-sdk/openai',
    path: '/openai-own/v1',
    options: { ...options, apiKey: '{env:OPENAI_API_KEY}' },
    models: { [GPT]: {} },
  },
};

const config = ({ anthropic, platform, gemini, ownAnthropic, ownPlatform }) => ({
  identity: [
    {
      type: 'key',
      keys: [{ login: 'alice@example.com', sha256: createHash('sha256').update(GATEWAY_KEY).digest('hex') }],
    },
  ],
  grants: [
    grant(['alice@example.com'], { role: 'user' }),
    ...['anthropic', 'openai', 'gemini', 'anthropic-own', 'openai-own'].map((id) =>
      grant(['alice@example.com'], { models: `${id}/**` }),
    ),
  ],
  providers: {
    anthropic: anthropicKey(anthropic),
    openai: openaiKey(platform),
    gemini: {
      baseurl: gemini.baseurl,
      apikey: gemini.keys[0],
      authorization: 'x-goog-api-key',
      models: gemini.models,
      compatibility: { gemini_generate_content: true },
    },
    'anthropic-own': {
      baseurl: ownAnthropic.baseurl,
      auth_mode: 'passthrough',
      models: ownAnthropic.models,
      compatibility: { anthropic_messages: true },
    },
    'openai-own': {
      baseurl: ownPlatform.baseurl,
      auth_mode: 'passthrough',
      models: ownPlatform.models,
      compatibility: { openai_responses: true },
    },
    'not-granted': { ...openaiKey(platform), models: ['gpt-secret'] },
  },
});

const others = {
  gemini: () => startGeminiApi({ models: [GEMINI] }),
  ownAnthropic: () => startAnthropicApi({ models: [CLAUDE], key: OWN.anthropic }),
  ownPlatform: () => startOpenaiPlatform({ models: [GPT], key: OWN.openai }),
};
const env = { APERTURE_KEY: GATEWAY_KEY, ANTHROPIC_API_KEY: OWN.anthropic, OPENAI_API_KEY: OWN.openai };

describe('opencode with a placeholder for a key', () => {
  let stage, opencode;
  beforeAll(async () => {
    stage = await setStage({ config, others });
    const providers = {
      ...PROVIDERS,
      refused: { ...PROVIDERS.aperture, models: { 'gpt-secret': {} } },
      unknown: { ...PROVIDERS.aperture, options: { apiKey: PLACEHOLDER }, models: { [GPT]: {} } },
    };
    opencode = await stage.opencode({ providers, env });
  });
  afterAll(() => stage?.close());
  let before;
  beforeEach(() => {
    before = stage.tap.requests().length;
  });

  test.each([
    [`aperture/${GPT}`, 'platform', '/v1/responses', 'authorization', 'Bearer sk-made-platform'],
    [`aperture-chat/${GPT}`, 'platform', '/v1/chat/completions', 'authorization', 'Bearer sk-made-platform'],
    [`aperture-anthropic/${CLAUDE}`, 'anthropic', '/v1/messages', 'x-api-key', 'sk-ant-api03-made'],
    [
      `aperture-gemini/${GEMINI}`,
      'gemini',
      `/v1beta/models/${GEMINI}:streamGenerateContent?alt=sse`,
      'x-goog-api-key',
      'AIza-made-organisation',
    ],
  ])('%s: a turn with a tool call', async (model, vendor, path, header, credential) => {
    stage[vendor].requests.length = 0;
    expect(await opencode.run(TOOL, '-m', model)).toMatchObject(MADE);

    const sent = stage.tap.requests().slice(before);
    const arrived = stage[vendor].requests;
    // The title of the conversation is asked for as well, at the same time.
    expect(arrived.map(({ url }) => url)).toEqual([path, path, path]);
    const sorted = (requests, what) => requests.map(what).toSorted();
    expect(sorted(arrived, ({ sha256 }) => sha256)).toEqual(sorted(sent, ({ sha256 }) => sha256));
    const head = (request) =>
      fieldsOf(request)
        .filter((field) => !field.startsWith(`${header}: `) && !field.startsWith('x-aperture-key: '))
        .join('\n');
    expect(sorted(arrived, head)).toEqual(sorted(sent, head));
    for (const { headers, rawHeaders } of arrived) {
      expect(headers[header]).toBe(credential);
      expect(rawHeaders.filter((text) => text.includes(PLACEHOLDER) || text.includes(GATEWAY_KEY))).toEqual(
        [],
      );
    }
    expect(stage[vendor].objections).toEqual([]);
    expect([stage.elsewhere.tunnels, stage.elsewhere.requests]).toEqual([[], []]);
  });

  test.each([
    ['a model that is not granted', 'refused/gpt-secret', /no route found for model "gpt-secret"/],
    ['without the gateway’s key', `unknown/${GPT}`, /the gateway does not know who calls/],
  ])('%s: refused once, in the gateway’s words', async (_, model, words) => {
    const { code, error } = await opencode.run('say hi', '-m', model);
    expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(words) });
    // One for the title, one for the turn.
    expect(stage.tap.requests()).toHaveLength(before + 2);
  });
});

describe('opencode with keys of one’s own, through Express 5', () => {
  let stage, opencode;
  beforeAll(async () => {
    stage = await setStage({ face: 'Express 5', config, others });
    opencode = await stage.opencode({ providers: OWN_PROVIDERS, env });
  });
  afterAll(() => stage?.close());

  test.each([
    [`own-anthropic/anthropic-own/${CLAUDE}`, 'ownAnthropic', CLAUDE, { 'x-api-key': OWN.anthropic }],
    [`own-openai/${GPT}`, 'ownPlatform', GPT, { authorization: `Bearer ${OWN.openai}` }],
  ])('%s: a turn with a tool call', async (model, vendor, name, credential) => {
    expect(await opencode.run(TOOL, '-m', model)).toMatchObject(MADE);
    expect(stage[vendor].requests).toHaveLength(3);
    for (const { headers, body } of stage[vendor].requests) {
      expect(headers).toMatchObject(credential);
      expect(JSON.parse(body).model).toBe(name);
    }
    expect(stage[vendor].objections).toEqual([]);
  });
});
