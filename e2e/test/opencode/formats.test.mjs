/** opencode in each format that it speaks, by the configs of docs/guide/opencode.md. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../fields.mjs';
import { adapted, codeOf } from '../../guide.mjs';
import { CLAUDE, setStage } from '../../stage.mjs';
import { startGeminiApi } from '../../stubs/gemini-api.mjs';

const GATEWAY_KEY = 'gw-made-alice';
const PLACEHOLDER = 'no-key-needed';
const GPT = 'gpt-5.3-codex';
const GEMINI = 'gemini-2.5-flash';
const TOOL = 'please run: printf made-$((40+2))';
const MADE = { code: 0, text: expect.stringMatching(/^The tool said: .*made-42/) };

const code = (section, language) => codeOf('guide/opencode.md', section, language)[0];
/** What the user has in `opencode.json`. */
const opencodeJson = (section, stage) =>
  JSON.parse(adapted(code(section, 'json'), { 'http://127.0.0.1:8787': stage.tap.url }));

describe('opencode with a placeholder for a key', () => {
  let stage, opencode;
  beforeAll(async () => {
    const sha256 = createHash('sha256').update(GATEWAY_KEY).digest('hex');
    stage = await setStage({
      others: { gemini: () => startGeminiApi({ models: [GEMINI] }) },
      config: ({ anthropic, platform, gemini }) =>
        adapted(code('The gateway', 'jsonc'), {
          'https://api.openai.com': platform.url,
          '${env:OPENAI_API_KEY}': platform.key,
          'https://api.anthropic.com': anthropic.url,
          '${env:ANTHROPIC_API_KEY}': anthropic.key,
          'https://generativelanguage.googleapis.com': gemini.url,
          '${env:GEMINI_API_KEY}': gemini.keys[0],
          '{ "type": "loopback" }': JSON.stringify({
            type: 'key',
            keys: [{ login: 'alice@example.com', sha256 }],
          }),
          '(loopback)': 'alice@example.com',
        }),
    });
    const config = opencodeJson('opencode.json', stage);
    const { headers } = JSON.parse(code('A gateway key', 'json'));
    for (const provider of Object.values(config.provider)) provider.options.headers = headers;
    const { aperture } = config.provider;
    config.provider.unlisted = { ...aperture, models: { 'gpt-secret': {} } };
    config.provider.unknown = { ...aperture, options: { ...aperture.options, headers: {} } };
    opencode = await stage.opencode({ config, env: { APERTURE_KEY: GATEWAY_KEY } });
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
    ['a model that nobody serves', 'unlisted/gpt-secret', /no route found for model "gpt-secret"/],
    ['without the gateway’s key', `unknown/${GPT}`, /the gateway does not know who calls/],
  ])('%s: refused once, in the gateway’s words', async (_, model, words) => {
    const { code: exit, error } = await opencode.run('say hi', '-m', model);
    expect({ exit, error }).toEqual({ exit: 1, error: expect.stringMatching(words) });
    // One for the title, one for the turn.
    expect(stage.tap.requests()).toHaveLength(before + 2);
  });
});

describe('opencode with keys of one’s own, through Express 5', () => {
  const section = "Keys of one's own";
  let stage, opencode;
  beforeAll(async () => {
    stage = await setStage({
      face: 'Express 5',
      config: ({ anthropic, platform }) =>
        adapted(code(section, 'jsonc'), {
          'https://api.anthropic.com': anthropic.url,
          'https://api.openai.com': platform.url,
        }),
    });
    opencode = await stage.opencode({
      config: opencodeJson(section, stage),
      env: { ANTHROPIC_API_KEY: stage.anthropic.key, OPENAI_API_KEY: stage.platform.key },
    });
  });
  afterAll(() => stage?.close());

  test.each([
    [`own-anthropic/anthropic-own/${CLAUDE}`, 'anthropic', CLAUDE],
    [`own-openai/${GPT}`, 'platform', GPT],
  ])('%s: a turn with a tool call', async (model, vendor, name) => {
    expect(await opencode.run(TOOL, '-m', model)).toMatchObject(MADE);
    expect(stage[vendor].requests.map(({ body }) => JSON.parse(body).model)).toEqual([name, name, name]);
    expect(stage[vendor].objections).toEqual([]);
  });
});
