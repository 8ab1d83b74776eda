/** OpenAI's own SDK: whatever it parses from the platform it parses from the gateway, to the last field. */
import { createHash } from 'node:crypto';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drained, headersOf, outcomeOf } from '../../sdk/outcome.mjs';
import { SDK_FACES, setSdkStage } from '../../sdk/stage.mjs';
import { noise } from '../../stubs/openai-media.mjs';

const MODEL = 'gpt-5.5';
const ask = (content) => ({ model: MODEL, messages: [{ role: 'user', content }] });
const respond = (input) => ({ model: MODEL, input });
const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const CHAT_TOOLS = [
  { type: 'function', function: { name: 'weather', parameters: PARAMETERS, strict: true } },
];
const RESPONSE_TOOLS = [{ type: 'function', name: 'weather', parameters: PARAMETERS, strict: true }];
const TWO_CALLS = 'call weather {"city":"Zürich"} and call weather {"city":"Bern"}';
const recording = () => toFile(noise('a song', 200_000), 'a song.mp3', { type: 'audio/mpeg' });

/** @type {Record<string, (client: OpenAI) => unknown>} */
const ANSWERS = {
  'a chat completion': (client) => client.chat.completions.create(ask('say hi, größer')),
  'its response headers': async (client) => {
    const { response, request_id } = await client.chat.completions.create(ask('say hi')).withResponse();
    return { status: response.status, headers: headersOf(response.headers), request_id };
  },
  'a chat stream with usage': async (client) =>
    drained(
      await client.chat.completions.create({
        ...ask('say hi, größer'),
        stream: true,
        stream_options: { include_usage: true },
      }),
    ),
  'two tool calls': (client) => client.chat.completions.create({ ...ask(TWO_CALLS), tools: CHAT_TOOLS }),
  'streamed tool calls, run by the SDK, and the answer to them': async (client) => {
    const runner = client.chat.completions.runTools({
      ...ask(TWO_CALLS),
      stream: true,
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            parameters: PARAMETERS,
            parse: JSON.parse,
            function: ({ city }) => `rain in ${city}`,
          },
        },
      ],
    });
    return { content: await runner.finalContent(), messages: runner.messages };
  },
  'a response': (client) => client.responses.create(respond('say hi, größer')),
  'a response stream': async (client) =>
    drained(await client.responses.create({ ...respond('say hi, größer'), stream: true })),
  'a response stream with tool calls, put together': async (client) =>
    client.responses.stream({ ...respond(TWO_CALLS), tools: RESPONSE_TOOLS }).finalResponse(),
  'the answer to a tool call': async (client) => {
    const { output } = await client.responses.create({ ...respond(TWO_CALLS), tools: RESPONSE_TOOLS });
    const results = output.map(({ call_id }) => ({ type: 'function_call_output', call_id, output: 'rain' }));
    return client.responses.create(respond([{ role: 'user', content: TWO_CALLS }, ...output, ...results]));
  },
  // To this SDK an event like any other.
  'an error within a response stream': async (client) =>
    drained(await client.responses.create({ ...respond('break: server_error'), stream: true })),
  embeddings: (client) =>
    client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] }),
  moderations: (client) =>
    client.moderations.create({ model: 'omni-moderation-latest', input: 'no violence, please' }),
  'legacy completions': (client) =>
    client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'say hi' }),
  'a stream of them': async (client) =>
    drained(
      await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'say hi', stream: true }),
    ),
  'a picture': (client) => client.images.generate({ model: 'gpt-image-1', prompt: 'a cat' }),
  'an edited picture': async (client) =>
    client.images.edit({
      model: 'gpt-image-1',
      prompt: 'a hat on it',
      image: await toFile(noise('a cat', 50_000), 'cat.png', { type: 'image/png' }),
    }),
  'a transcription of a recording': async (client) =>
    client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: await recording() }),
  'a stream of it': async (client) =>
    drained(
      await client.audio.transcriptions.create({
        model: 'gpt-4o-transcribe',
        file: await recording(),
        stream: true,
      }),
    ),
  'speech, byte for byte': async (client) => {
    const response = await client.audio.speech.create({
      model: 'gpt-4o-mini-tts',
      voice: 'alloy',
      input: 'Good morning.',
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { length: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  },
};

/** What the platform says no to, before a stream begins and within it. */
const ERRORS = {
  'an error': (client) => client.chat.completions.create(ask('fail: context_length_exceeded')),
  'a rate limit': (client) => client.responses.create(respond('fail: rate_limit_exceeded')),
  'a quota': (client) => client.chat.completions.create(ask('fail: insufficient_quota')),
  'a fault': (client) => client.chat.completions.create(ask('fail: server_error')),
  'an error within a chat stream': async (client) =>
    drained(await client.chat.completions.create({ ...ask('break: server_error'), stream: true })),
  'a stream that breaks off': async (client) =>
    drained(await client.chat.completions.create({ ...ask('break: off'), stream: true })),
};

/** They name no model, so the path names the provider. */
async function filesAndBatches(client) {
  const file = await client.files.create({
    file: await toFile(Buffer.from('{"custom_id":"1"}\n'), 'batch.jsonl'),
    purpose: 'batch',
  });
  const batch = await client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  return {
    file,
    batch,
    content: await (await client.files.content(file.id)).text(),
    again: await client.files.retrieve(file.id),
    files: (await client.files.list()).data,
    batches: (await client.batches.list()).data,
    cancelled: await client.batches.cancel(batch.id),
    deleted: await client.files.delete(file.id),
    gone: await outcomeOf(() => client.files.retrieve(file.id)),
  };
}

describe.each(SDK_FACES)('openai through %s', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setSdkStage({ face });
  });
  afterAll(() => stage?.close());

  const direct = () =>
    new OpenAI({ baseURL: `${stage.platform.url}/v1`, apiKey: stage.platform.key, maxRetries: 0 });
  // The key is what the gateway takes the place of; people write anything here.
  const through = (path = '/v1') =>
    new OpenAI({ baseURL: stage.gateway.url + path, apiKey: 'not-needed', maxRetries: 0 });

  test.each(Object.keys(ANSWERS))('%s', async (name) => {
    const expected = await outcomeOf(() => ANSWERS[name](direct()));
    expect(expected).toHaveProperty('value');
    expect(await outcomeOf(() => ANSWERS[name](through()))).toEqual(expected);
    expect(stage.platform.objections).toEqual([]);
  });

  test.each(Object.keys(ERRORS))('%s', async (name) => {
    const expected = await outcomeOf(() => ERRORS[name](direct()));
    expect(expected).toHaveProperty('error');
    expect(await outcomeOf(() => ERRORS[name](through()))).toEqual(expected);
    expect(stage.platform.objections).toEqual([]);
  });

  test('files and batches', async () => {
    const expected = await outcomeOf(() => filesAndBatches(direct()));
    expect(expected).toHaveProperty('value.deleted');
    expect(await outcomeOf(() => filesAndBatches(through('/openai/v1')))).toEqual(expected);
    expect(stage.platform.objections).toEqual([]);
  });

  test('the list of models, which is the gateway’s own', async () => {
    const ids = [];
    for await (const { id, object } of through().models.list()) ids.push([id, object]);
    expect(ids).toEqual(expect.arrayContaining([[MODEL, 'model']]));
  });
});
