/** The AWS SDK, before a provider with an IAM key pair: whatever the client signs, the gateway signs what goes on. */
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFace } from '../../faces.mjs';
import { drained } from '../../sdk/outcome.mjs';
import { PROFILE, SDK_FACES } from '../../sdk/stage.mjs';
import { grant } from '../../stage.mjs';
import { startBedrockRuntime } from '../../stubs/bedrock-runtime.mjs';

const CLAUDE = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
const PAIR = {
  accessKeyId: 'AKIAMADEORG',
  secretAccessKey: 'made-secret/of+the+organisation',
  sessionToken: 'made-session-of-the-organisation',
};
/** How a client may try to pay by itself. */
const CLIENTS = {
  'an API key': { token: { token: 'not-needed' }, authSchemePreference: ['httpBearerAuth'] },
  'a signature of its own': {
    credentials: {
      accessKeyId: 'AKIAMADECLIENT',
      secretAccessKey: 'made-client',
      sessionToken: 'made-client',
    },
  },
};

describe.each(SDK_FACES)('an AWS key pair behind %s', (face) => {
  const closing = [];
  let bedrock;
  let gateway;
  beforeAll(async () => {
    bedrock = await startBedrockRuntime({
      models: [CLAUDE, PROFILE],
      region: 'eu-west-3',
      credentials: PAIR,
    });
    const directory = await mkdtemp(join(tmpdir(), 'aperture-aws-'));
    const file = join(directory, 'aperture.hujson');
    const config = {
      grants: [grant(['*'], { role: 'user' }, { models: '**' })],
      providers: {
        bedrock: {
          baseurl: bedrock.baseurl,
          authorization: 'aws-sigv4',
          aws_region: 'eu-west-3',
          apikey: Object.values(PAIR).join(':'),
          models: bedrock.models,
          compatibility: { bedrock_model_invoke: true, bedrock_converse: true },
        },
      },
    };
    await writeFile(file, JSON.stringify(config));
    gateway = await startFace(face, file);
    closing.push(
      () => gateway.close(),
      () => bedrock.close(),
      () => rm(directory, { recursive: true, force: true }),
    );
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  test.each(Object.keys(CLIENTS))('a client with %s', async (how) => {
    const client = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: `${gateway.url}/bedrock`,
      requestHandler: new NodeHttpHandler(),
      maxAttempts: 1,
      ...CLIENTS[how],
    });
    const from = bedrock.requests.length;
    for (const modelId of [CLAUDE, PROFILE]) {
      const input = { modelId, messages: [{ role: 'user', content: [{ text: 'say hi, größer' }] }] };
      const { output } = await client.send(new ConverseCommand(input));
      expect(output.message.content).toEqual([{ text: 'You said: say hi, größer' }]);
      const { stream } = await client.send(new ConverseStreamCommand(input));
      expect((await drained(stream)).at(-1)).toHaveProperty('metadata');
      const body = JSON.stringify({
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 100,
        messages: [{ role: 'user', content: 'say hi' }],
      });
      await client.send(new InvokeModelCommand({ modelId, contentType: 'application/json', body }));
    }
    client.destroy();
    const reached = bedrock.requests.slice(from);
    expect(reached).toHaveLength(6);
    expect(bedrock.objections).toEqual([]);
    for (const { headers, rawHeaders } of reached) {
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIAMADEORG\/\d{8}\/eu-west-3\/bedrock\//,
      );
      expect(rawHeaders.join('\n')).not.toMatch(/AKIAMADECLIENT|made-client|not-needed/);
    }
  });
});
