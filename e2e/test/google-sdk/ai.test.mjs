/** The Vercel AI SDK with Google's APIs: whatever it makes of Google's answers it makes of the gateway's. */
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createVertex } from '@ai-sdk/google-vertex';
import { createVertexAnthropic } from '@ai-sdk/google-vertex/anthropic';
import { embedMany } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedIn } from '../../google/signed-in.mjs';
import { geminiKey, OPEN, setGoogleStage, vertexAccount } from '../../google/stage.mjs';
import { CASES } from '../../sdk/ai-cases.mjs';
import { outcomeOf } from '../../sdk/outcome.mjs';

const MODEL = 'gemini-2.5-flash';
const CLAUDE = 'claude-sonnet-4-5@20250929';

let stage;
beforeAll(async () => {
  stage = await setGoogleStage({
    models: [MODEL, 'gemini-embedding-001', 'text-embedding-005'],
    config: ({ gemini, vertex, accounts }) => ({
      grants: OPEN,
      providers: { gemini: geminiKey(gemini), vertex: vertexAccount(vertex, accounts) },
    }),
  });
});
afterAll(() => stage?.close());

/** In OpenCode's config the base URL leaves project and region to the gateway. */
const UNKNOWN = '/projects/_aperture_auto_vertex_project_id_/locations/_aperture_auto_vertex_region_';
const known = () => `/projects/${stage.accounts.project}/locations/global`;
const account = () => signedIn(stage.accounts.issue('person'));

/** The SDK makes up the ids of Google's function calls. */
function counted() {
  let count = 0;
  return () => `made-${count++}`;
}

const google = {
  errors: ['RESOURCE_EXHAUSTED', 'INTERNAL'],
  embedding: 'text-embedding-005',
};

/** With Vertex AI, the SDK passes over an error within a stream. */
const UNSEEN = { 'an error within a stream': { value: expect.any(Array) } };

/** Who makes a model or an embedding: of the vendor, and of the gateway, which has the credential. */
const PROVIDERS = {
  google: {
    ...google,
    embedding: 'gemini-embedding-001',
    direct: () =>
      createGoogleGenerativeAI({
        generateId: counted(),
        baseURL: `${stage.gemini.url}/v1beta`,
        apiKey: stage.gemini.keys[0],
      }),
    through: (root) =>
      createGoogleGenerativeAI({ generateId: counted(), baseURL: `${root}/v1beta`, apiKey: 'not-needed' }),
  },
  'google-vertex': {
    ...google,
    shapes: UNSEEN,
    direct: () =>
      createVertex({
        generateId: counted(),
        baseURL: `${stage.vertex.url}/v1${known()}/publishers/google`,
        project: stage.accounts.project,
        location: 'global',
        googleAuthOptions: account(),
      }),
    through: (root) =>
      createVertex({
        generateId: counted(),
        baseURL: `${root}/v1${UNKNOWN}/publishers/google`,
        apiKey: 'not-needed',
      }),
  },
  'google-vertex, short paths': {
    ...google,
    shapes: UNSEEN,
    direct: () =>
      createVertex({
        generateId: counted(),
        baseURL: `${stage.vertex.url}/v1/publishers/google`,
        apiKey: stage.vertex.key,
      }),
    through: (root) =>
      createVertex({ generateId: counted(), baseURL: `${root}/v1/publishers/google`, apiKey: 'not-needed' }),
  },
  'google-vertex/anthropic': {
    model: CLAUDE,
    errors: ['RESOURCE_EXHAUSTED', 'INTERNAL'],
    direct: () =>
      createVertexAnthropic({
        baseURL: `${stage.vertex.url}/v1${known()}/publishers/anthropic/models`,
        project: stage.accounts.project,
        location: 'global',
        googleAuthOptions: account(),
      }),
    through: (root) =>
      createVertexAnthropic({
        baseURL: `${root}/v1${UNKNOWN}/publishers/anthropic/models`,
        project: 'not-needed',
        location: 'global',
        googleAuthOptions: signedIn('not-needed'),
      }),
  },
};

describe.each(Object.entries(PROVIDERS))('@ai-sdk/%s', (_, provider) => {
  const { direct, through, model = MODEL, shapes = {} } = provider;

  test.each(Object.entries(CASES))('%s', async (title, [run, promptFor, shape]) => {
    const prompt = promptFor(provider);
    const expected = await outcomeOf(() => run(direct()(model), prompt));
    expect(expected).toEqual(shapes[title] ?? shape);
    expect(await outcomeOf(() => run(through(stage.gateway.url)(model), prompt))).toEqual(expected);
    expect(stage.complaints()).toEqual([]);
  });
});

const EMBEDDING = Object.entries(PROVIDERS).filter(([, { embedding }]) => embedding !== undefined);

test.each(EMBEDDING)('embeddings with @ai-sdk/%s', async (_, { direct, through, embedding }) => {
  const embed = (ai) =>
    embedMany({ model: ai.textEmbeddingModel(embedding), values: ['one', 'two'], maxRetries: 0 });
  const expected = await outcomeOf(() => embed(direct()));
  expect(expected).toHaveProperty('value');
  expect(await outcomeOf(() => embed(through(stage.gateway.url)))).toEqual(expected);
  expect(stage.complaints()).toEqual([]);
});
