/** The AWS SDK: whatever it parses from Bedrock it parses from the gateway, to the last field. */
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drained, outcomeOf } from '../../sdk/outcome.mjs';
import { PROFILE, SDK_FACES, setSdkStage } from '../../sdk/stage.mjs';

const CLAUDE = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const CITY = { type: 'object', properties: { city: { type: 'string' } } };
const TWO_CALLS = 'call weather {"city":"Zürich"} and call weather {"city":"Bern"}';

const converse = (text, modelId = CLAUDE) => ({
  modelId,
  messages: [{ role: 'user', content: [{ text }] }],
  toolConfig: { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: CITY } } }] },
});
const invoke = (content, modelId = CLAUDE) => ({
  modelId,
  contentType: 'application/json',
  body: JSON.stringify({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 100,
    messages: [{ role: 'user', content }],
  }),
});
const streamOf = async (client, input) =>
  drained((await client.send(new ConverseStreamCommand(input))).stream);
const chunksOf = async (client, input) =>
  drained((await client.send(new InvokeModelWithResponseStreamCommand(input))).body);

/** @type {Record<string, (client: BedrockRuntimeClient) => unknown>} */
const ANSWERS = {
  converse: (client) => client.send(new ConverseCommand(converse('say hi, größer'))),
  'converse with a profile, whose ARN has slashes': (client) =>
    client.send(new ConverseCommand(converse('say hi', PROFILE))),
  'a stream of tool calls': (client) => streamOf(client, converse(TWO_CALLS)),
  'the answer to tool calls': async (client) => {
    const first = converse(TWO_CALLS);
    const { output } = await client.send(new ConverseCommand(first));
    const content = output.message.content
      .filter(({ toolUse }) => toolUse)
      .map(({ toolUse: { toolUseId } }) => ({ toolResult: { toolUseId, content: [{ text: 'rain' }] } }));
    const messages = [...first.messages, output.message, { role: 'user', content }];
    return client.send(new ConverseCommand({ ...first, messages }));
  },
  invoke: async (client) => {
    const { body, $metadata } = await client.send(new InvokeModelCommand(invoke('say hi, größer')));
    return { body: JSON.parse(body.transformToString()), $metadata };
  },
  'a stream of invoke': (client) => chunksOf(client, invoke('say hi')),
  'the same with a profile': (client) => chunksOf(client, invoke('say hi', PROFILE)),
};

/** What Bedrock says no to, before a stream begins and within it. */
const ERRORS = {
  'an error': (client) => client.send(new ConverseCommand(converse('fail: ValidationException'))),
  throttling: (client) => client.send(new InvokeModelCommand(invoke('fail: ThrottlingException'))),
  'a fault': (client) => client.send(new ConverseCommand(converse('fail: InternalServerException'))),
  'an error before a stream': (client) => streamOf(client, converse('fail: AccessDeniedException')),
  'an exception within a stream': (client) => streamOf(client, converse('break: ThrottlingException')),
  'an exception within a stream of invoke': (client) =>
    chunksOf(client, invoke('break: ModelStreamErrorException')),
  'a stream that breaks off': (client) => streamOf(client, converse('break: off')),
};

describe.each(SDK_FACES)('@aws-sdk/client-bedrock-runtime through %s', (face) => {
  let stage;
  const clients = [];
  beforeAll(async () => {
    stage = await setSdkStage({ face });
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await stage?.close();
  });

  /** By itself this SDK speaks HTTP/2 even without TLS, which gateways do not. */
  const clientOf = (options) => {
    const client = new BedrockRuntimeClient({
      region: 'us-east-1',
      requestHandler: new NodeHttpHandler(),
      maxAttempts: 1,
      ...options,
    });
    clients.push(client);
    return client;
  };
  const byKey = (token) => ({ token: { token }, authSchemePreference: ['httpBearerAuth'] });
  const direct = () => clientOf({ endpoint: stage.bedrock.url, ...byKey(stage.bedrock.key) });
  const through = (options = byKey('not-needed')) =>
    clientOf({ endpoint: `${stage.gateway.url}/bedrock`, ...options });

  test.each(Object.keys(ANSWERS))('%s', async (name) => {
    const expected = await outcomeOf(() => ANSWERS[name](direct()));
    expect(expected).toHaveProperty('value');
    expect(await outcomeOf(() => ANSWERS[name](through()))).toEqual(expected);
    expect(stage.bedrock.objections).toEqual([]);
  });

  test.each(Object.keys(ERRORS))('%s', async (name) => {
    const expected = await outcomeOf(() => ERRORS[name](direct()));
    expect(expected).toHaveProperty('error');
    expect(await outcomeOf(() => ERRORS[name](through()))).toEqual(expected);
    expect(stage.bedrock.objections).toEqual([]);
  });

  test('a model’s id arrives encoded as the SDK wrote it', async () => {
    await ANSWERS['converse with a profile, whose ARN has slashes'](direct());
    const { url } = stage.bedrock.requests.at(-1);
    await ANSWERS['converse with a profile, whose ARN has slashes'](through());
    expect(url).toBe(`/model/${encodeURIComponent(PROFILE)}/converse`);
    expect(stage.bedrock.requests.at(-1).url).toBe(url);
  });

  test('an API key from the environment stays here; the organisation’s goes on', async () => {
    process.env.AWS_BEARER_TOKEN_BEDROCK = 'bedrock-api-key-of-somebody';
    try {
      const answer = await through({}).send(new ConverseCommand(converse('say hi')));
      expect(answer.output.message.content).toEqual([{ text: 'You said: say hi' }]);
    } finally {
      delete process.env.AWS_BEARER_TOKEN_BEDROCK;
    }
    expect(stage.bedrock.requests.at(-1).headers.authorization).toBe(`Bearer ${stage.bedrock.key}`);
    expect(stage.bedrock.objections).toEqual([]);
  });

  test('a signature made with whatever credentials the client has stays here, too', async () => {
    const credentials = {
      accessKeyId: 'AKIAMADECLIENT',
      secretAccessKey: 'made-secret',
      sessionToken: 'made-session',
    };
    const client = through({ credentials });
    await client.send(new ConverseCommand(converse('say hi')));
    await chunksOf(client, invoke('say hi'));
    for (const { headers, rawHeaders } of stage.bedrock.requests.slice(-2)) {
      expect(headers.authorization).toBe(`Bearer ${stage.bedrock.key}`);
      expect(rawHeaders.join('\n')).not.toMatch(/AKIAMADECLIENT|AWS4-HMAC|made-session/);
    }
    expect(stage.bedrock.objections).toEqual([]);
  });
});
