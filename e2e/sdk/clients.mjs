/** The SDKs as applications use them, each with one plain call, for tests of what the gateway itself answers. */
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { generateText } from 'ai';
import OpenAI from 'openai';

/**
 * @typedef {object} Call
 * @property {string} root the gateway's origin
 * @property {string} model
 * @property {string} [prompt]
 * @property {Record<string, string>} [headers] sent along
 * @property {number} [retries] how often to ask again; default: as the SDK does by itself
 */

const user = (prompt = 'say hi') => [{ role: 'user', content: prompt }];

/** One request of the Vercel AI SDK. */
const ai =
  (modelOf) =>
  ({ root, model, prompt = 'say hi', headers, retries }) =>
    generateText({ model: modelOf({ root, headers })(model), prompt, maxRetries: retries });

/**
 * SDKs by the name of their package; several of the Vercel AI SDK.
 *
 * @type {Record<string, (call: Call) => Promise<unknown>>}
 */
export const CLIENTS = {
  openai: ({ root, model, prompt, headers, retries }) =>
    new OpenAI({
      baseURL: `${root}/v1`,
      apiKey: 'not-needed',
      defaultHeaders: headers,
      ...(retries !== undefined && { maxRetries: retries }),
    }).chat.completions.create({ model, messages: user(prompt) }),

  '@anthropic-ai/sdk': ({ root, model, prompt, headers, retries }) =>
    new Anthropic({
      baseURL: root,
      apiKey: 'not-needed',
      defaultHeaders: headers,
      ...(retries !== undefined && { maxRetries: retries }),
    }).messages.create({ model, max_tokens: 100, messages: user(prompt) }),

  '@aws-sdk/client-bedrock-runtime': async ({ root, model, prompt = 'say hi', headers = {}, retries }) => {
    const client = new BedrockRuntimeClient({
      endpoint: `${root}/bedrock`,
      region: 'us-east-1',
      // By itself this SDK speaks HTTP/2 even without TLS, which gateways do not.
      requestHandler: new NodeHttpHandler(),
      token: { token: 'not-needed' },
      authSchemePreference: ['httpBearerAuth'],
      ...(retries !== undefined && { maxAttempts: retries + 1 }),
    });
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request.headers, headers);
        return next(args);
      },
      { step: 'build' },
    );
    try {
      const messages = [{ role: 'user', content: [{ text: prompt }] }];
      return await client.send(new ConverseCommand({ modelId: model, messages }));
    } finally {
      client.destroy();
    }
  },

  'ai with @ai-sdk/openai': ai(({ root, headers }) =>
    createOpenAI({ baseURL: `${root}/v1`, apiKey: 'not-needed', headers }),
  ),
  'ai with @ai-sdk/openai-compatible': ai(({ root, headers }) =>
    createOpenAICompatible({ name: 'made', baseURL: `${root}/v1`, apiKey: 'not-needed', headers }),
  ),
  'ai with @ai-sdk/anthropic': ai(({ root, headers }) =>
    createAnthropic({ baseURL: `${root}/v1`, apiKey: 'not-needed', headers }),
  ),
  'ai with @ai-sdk/amazon-bedrock': ai(({ root, headers }) =>
    createAmazonBedrock({ baseURL: `${root}/bedrock`, apiKey: 'not-needed', region: 'us-east-1', headers }),
  ),
};
