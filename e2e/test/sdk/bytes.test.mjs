/** What vendors say no with, on the wire: the gateway hands on the very bytes, compressed or not, whole or broken off. */
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SDK_FACES, setSdkStage } from '../../sdk/stage.mjs';
import { CLAUDE } from '../../stage.mjs';

const BEDROCK_CLAUDE = encodeURIComponent('anthropic.claude-sonnet-4-5-20250929-v1:0');

/** Where a vendor is asked, for what, and how it fails. */
const VENDORS = {
  'OpenAI, chat': {
    stub: 'platform',
    pathOf: () => '/v1/chat/completions',
    credential: ({ key }) => ({ authorization: `Bearer ${key}` }),
    body: (prompt, stream) => ({ model: 'gpt-5.5', stream, messages: [{ role: 'user', content: prompt }] }),
    error: 'rate_limit_exceeded',
    inStream: 'server_error',
  },
  'OpenAI, responses': {
    stub: 'platform',
    pathOf: () => '/v1/responses',
    credential: ({ key }) => ({ authorization: `Bearer ${key}` }),
    body: (prompt, stream) => ({ model: 'gpt-5.5', stream, input: prompt }),
    error: 'insufficient_quota',
    inStream: 'server_error',
  },
  Anthropic: {
    stub: 'anthropic',
    pathOf: () => '/v1/messages?beta=true',
    credential: ({ key }) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    body: (prompt, stream) => ({
      model: CLAUDE,
      max_tokens: 1,
      stream,
      messages: [{ role: 'user', content: prompt }],
    }),
    error: 'overloaded_error',
    inStream: 'overloaded_error',
  },
  Gemini: {
    stub: 'gemini',
    pathOf: (stream) =>
      `/v1beta/models/gemini-2.5-flash:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    credential: ({ keys }) => ({ 'x-goog-api-key': keys[0] }),
    body: (prompt) => ({ contents: [{ role: 'user', parts: [{ text: prompt }] }] }),
    error: 'RESOURCE_EXHAUSTED',
    inStream: 'UNAVAILABLE',
  },
  'Bedrock, converse': {
    stub: 'bedrock',
    root: '/bedrock',
    pathOf: (stream) => `/model/${BEDROCK_CLAUDE}/converse${stream ? '-stream' : ''}`,
    credential: ({ key }) => ({ authorization: `Bearer ${key}` }),
    body: (prompt) => ({ messages: [{ role: 'user', content: [{ text: prompt }] }] }),
    error: 'ThrottlingException',
    inStream: 'ModelStreamErrorException',
  },
  'Bedrock, invoke': {
    stub: 'bedrock',
    root: '/bedrock',
    pathOf: (stream) => `/model/${BEDROCK_CLAUDE}/invoke${stream ? '-with-response-stream' : ''}`,
    credential: ({ key }) => ({ authorization: `Bearer ${key}` }),
    body: (prompt) => ({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 1,
      messages: [{ role: 'user', content: prompt }],
    }),
    error: 'AccessDeniedException',
    inStream: 'ThrottlingException',
  },
};

/** Of one connection, or for the vendor's own origin; and the name that Express gives itself. */
const NOT_COMPARED = /^(?:date|connection|keep-alive|transfer-encoding|set-cookie|x-powered-by)$/i;

/** An answer as it came over the wire; nothing is decoded. */
async function ask(url, headers, body) {
  const outgoing = request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    agent: false,
  });
  outgoing.end(JSON.stringify(body));
  const [incoming] = await once(outgoing, 'response');
  const chunks = [];
  let end = 'whole';
  try {
    for await (const chunk of incoming) chunks.push(chunk);
  } catch {
    end = 'broken off';
  }
  const { statusCode, statusMessage, rawHeaders } = incoming;
  const fields = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !NOT_COMPARED.test(name) ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  return { statusCode, statusMessage, fields, end, hex: Buffer.concat(chunks).toString('hex') };
}

describe.each(SDK_FACES)('through %s', (face) => {
  let stage;
  beforeAll(async () => {
    stage = await setSdkStage({ face });
  });
  afterAll(() => stage?.close());

  /** The same request, to the vendor and to the gateway. */
  async function both(name, prompt, { stream = false, encoding }) {
    const { stub, root = '', pathOf, credential, body } = VENDORS[name];
    const vendor = stage[stub];
    const shared = {
      ...(encoding && { 'accept-encoding': encoding }),
      ...(stub === 'anthropic' && { 'anthropic-version': '2023-06-01' }),
    };
    const path = pathOf(stream);
    const sent = body(prompt, stream || undefined);
    const direct = await ask(vendor.url + path, { ...shared, ...credential(vendor) }, sent);
    const through = await ask(stage.gateway.url + root + path, shared, sent);
    expect(vendor.objections).toEqual([]);
    return { direct, through };
  }

  describe.each(Object.keys(VENDORS))('%s', (name) => {
    const { error, inStream } = VENDORS[name];

    test.each([undefined, 'gzip'])('an error, with accept-encoding %s', async (encoding) => {
      const { direct, through } = await both(name, `fail: ${error}`, { encoding });
      expect(direct.statusCode).toBeGreaterThanOrEqual(400);
      expect(direct.hex.startsWith('1f8b')).toBe(encoding === 'gzip');
      expect(through).toEqual(direct);
    });

    test('an error within a stream', async () => {
      const { direct, through } = await both(name, `break: ${inStream}`, { stream: true });
      expect(direct).toMatchObject({ statusCode: 200, end: 'whole' });
      expect(Buffer.from(direct.hex, 'hex').toString()).toContain('Überlast');
      expect(through).toEqual(direct);
    });

    test('a stream that breaks off', async () => {
      const { direct, through } = await both(name, 'break: off', { stream: true });
      expect(direct).toMatchObject({ statusCode: 200, end: 'broken off' });
      expect(through).toEqual(direct);
    });
  });
});
