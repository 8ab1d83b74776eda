/** The Vercel AI SDK: whatever it makes of a vendor's answers it makes of the gateway's. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, experimental_generateSpeech, experimental_transcribe, generateImage } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CASES } from '../../sdk/ai-cases.mjs';
import { outcomeOf } from '../../sdk/outcome.mjs';
import { SDK_FACES, setSdkStage } from '../../sdk/stage.mjs';
import { CLAUDE } from '../../stage.mjs';
import { noise } from '../../stubs/openai-media.mjs';

const BEDROCK_CLAUDE = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
/** Who makes the model of a name, at a place: a vendor's own, or the gateway's. */
const PROVIDERS = {
  'openai, chat': {
    vendor: 'platform',
    model: ({ root, key }) => createOpenAI({ baseURL: `${root}/v1`, apiKey: key }).chat('gpt-5.5'),
    errors: ['rate_limit_exceeded', 'server_error'],
  },
  'openai, responses': {
    vendor: 'platform',
    model: ({ root, key }) => createOpenAI({ baseURL: `${root}/v1`, apiKey: key }).responses('gpt-5.5'),
    errors: ['context_length_exceeded', 'server_error'],
  },
  'openai-compatible': {
    vendor: 'platform',
    model: ({ root, key }) =>
      createOpenAICompatible({ name: 'made', baseURL: `${root}/v1`, apiKey: key, includeUsage: true })(
        'gpt-5.5',
      ),
    errors: ['overloaded', 'server_error'],
  },
  anthropic: {
    vendor: 'anthropic',
    model: ({ root, key }) => createAnthropic({ baseURL: `${root}/v1`, apiKey: key })(CLAUDE),
    errors: ['rate_limit_error', 'overloaded_error'],
  },
  'amazon-bedrock': {
    vendor: 'bedrock',
    path: '/bedrock',
    model: ({ root, key }) =>
      createAmazonBedrock({ baseURL: root, apiKey: key, region: 'us-east-1' })(BEDROCK_CLAUDE),
    errors: ['ThrottlingException', 'ThrottlingException'],
  },
};

describe.each(SDK_FACES)('the Vercel AI SDK through %s', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setSdkStage({ face });
  });
  afterAll(() => stage?.close());

  const vendorOf = ({ vendor }) => ({ root: stage[vendor].url, key: stage[vendor].key });
  const gatewayFor = ({ path = '' }) => ({ root: stage.gateway.url + path, key: 'not-needed' });

  describe.each(Object.keys(PROVIDERS))('with @ai-sdk/%s', (name) => {
    const provider = PROVIDERS[name];
    test.each(Object.keys(CASES))('%s', async (title) => {
      const [run, promptFor, shape] = CASES[title];
      const prompt = promptFor(provider);
      const expected = await outcomeOf(() => run(provider.model(vendorOf(provider)), prompt));
      expect(expected).toEqual(shape);
      expect(await outcomeOf(() => run(provider.model(gatewayFor(provider)), prompt))).toEqual(expected);
      expect(stage[provider.vendor].objections).toEqual([]);
    });
  });

  test.each(
    Object.entries({
      embeddings: (openai) =>
        embedMany({
          model: openai.embedding('text-embedding-3-small'),
          values: ['one', 'two'],
          maxRetries: 0,
        }),
      'a picture': (openai) =>
        generateImage({ model: openai.image('gpt-image-1'), prompt: 'a cat', maxRetries: 0 }),
      'a transcription': (openai) =>
        experimental_transcribe({
          model: openai.transcription('gpt-4o-transcribe'),
          audio: noise('a song', 200_000),
          maxRetries: 0,
        }),
      speech: (openai) =>
        experimental_generateSpeech({
          model: openai.speech('gpt-4o-mini-tts'),
          text: 'Good morning.',
          maxRetries: 0,
        }),
    }),
  )('%s', async (_title, run) => {
    const at = ({ root, key }) => createOpenAI({ baseURL: `${root}/v1`, apiKey: key });
    const expected = await outcomeOf(() => run(at(vendorOf({ vendor: 'platform' }))));
    expect(expected).toHaveProperty('value');
    expect(await outcomeOf(() => run(at(gatewayFor({}))))).toEqual(expected);
    expect(stage.platform.objections).toEqual([]);
  });
});
