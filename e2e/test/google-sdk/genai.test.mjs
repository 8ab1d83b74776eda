/** Google's own SDK, once at the vendor and once through the gateway: what a program gets to see is the same. */
import { GoogleGenAI } from '@google/genai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../fields.mjs';
import { CALLS, seen } from '../../google/genai-calls.mjs';
import { SDK_FACES } from '../../sdk/stage.mjs';
import { signedIn } from '../../google/signed-in.mjs';
import {
  geminiKey,
  geminiOwn,
  OPEN,
  setGoogleStage,
  vertexAccount,
  vertexExpress,
  vertexOwn,
} from '../../google/stage.mjs';

const MODEL = 'gemini-2.5-flash';
const OWN_KEY = 'AIza-made-alice';
const PLACEHOLDER = 'not-needed';

let stage;

const inProject = (at, location, token) => ({
  vertexai: true,
  project: stage.accounts.project,
  location,
  googleAuthOptions: signedIn(token),
  ...at,
});

/** Ways to set the SDK up; `at` is a base URL, and what stands for the organisation's credential is a placeholder. */
const MODES = {
  'the Gemini API with the organisation’s key': {
    vendor: 'gemini',
    path: '',
    client: (at, isDirect) => ({ apiKey: isDirect ? stage.gemini.keys[0] : PLACEHOLDER, ...at }),
    embedding: 'gemini-embedding-001',
  },
  'the Gemini API with a key of one’s own': {
    vendor: 'gemini',
    path: '/gemini-own',
    client: (at) => ({ apiKey: OWN_KEY, ...at }),
    embedding: 'gemini-embedding-001',
  },
  'the Gemini API as oneself': {
    vendor: 'gemini',
    path: '/gemini-own',
    client: (at) => ({ googleAuthOptions: signedIn(stage.gemini.oauthTokens[0]), ...at }),
    embedding: 'gemini-embedding-001',
  },
  'Vertex AI with the organisation’s service account': {
    vendor: 'vertex',
    path: '/vertex',
    client: (at, isDirect) => inProject(at, 'us-east5', isDirect ? stage.token : PLACEHOLDER),
    embedding: 'text-embedding-005',
  },
  'Vertex AI with the organisation’s service account, which alone knows the project': {
    vendor: 'vertex',
    path: '/vertex',
    client: (at, isDirect) =>
      isDirect ? inProject(at, 'global', stage.token) : { vertexai: true, apiKey: PLACEHOLDER, ...at },
    embedding: 'text-embedding-005',
  },
  'Vertex AI with the organisation’s key': {
    vendor: 'vertex',
    path: '/vertex-express',
    client: (at, isDirect) => ({
      vertexai: true,
      apiKey: isDirect ? stage.vertex.key : PLACEHOLDER,
      ...at,
    }),
    embedding: 'text-embedding-005',
  },
  'Vertex AI with a key of one’s own': {
    vendor: 'vertex',
    path: '/vertex-own',
    client: (at) => ({ vertexai: true, apiKey: stage.vertex.key, ...at }),
    embedding: 'text-embedding-005',
  },
  'Vertex AI as oneself': {
    vendor: 'vertex',
    path: '/vertex-own',
    client: (at) => inProject(at, 'us-east5', stage.token),
    embedding: 'text-embedding-005',
  },
};

/** What tells who pays. */
const CREDENTIAL = /^(?:authorization|x-goog-api-key):/;

describe.each(SDK_FACES)('through %s', (face) => {
  beforeAll(async () => {
    stage = await setGoogleStage({
      face,
      models: [MODEL, 'gemini-embedding-001', 'text-embedding-005'],
      keys: ['AIza-made-organisation', OWN_KEY],
      config: ({ gemini, vertex, accounts }) => ({
        grants: OPEN,
        // The same models at each: the provider's id in the base URL says which is meant.
        providers: {
          gemini: geminiKey(gemini),
          'gemini-own': geminiOwn(gemini),
          vertex: vertexAccount(vertex, accounts),
          'vertex-express': vertexExpress(vertex),
          'vertex-own': vertexOwn(vertex),
        },
      }),
    });
  });
  afterAll(() => stage?.close());

  describe.each(Object.entries(MODES))('%s', (_, { vendor, path, client, embedding }) => {
    beforeAll(() => {
      stage.token ??= stage.accounts.issue('person');
    });

    /** The call's result, and what arrived at the vendor for it. */
    async function made(call, baseUrl, isDirect) {
      const { requests } = stage[vendor];
      const before = [requests.length, stage.complaints().length];
      const ai = new GoogleGenAI(client({ httpOptions: { baseUrl } }, isDirect));
      const result = seen(await call(ai, MODEL, embedding));
      const arrived = requests.slice(before[0]).map((request) => ({
        url: request.url,
        sha256: request.sha256,
        fields: fieldsOf(request).filter((field) => !CREDENTIAL.test(field)),
      }));
      return { result, arrived, complaints: stage.complaints().slice(before[1]) };
    }

    test.each(Object.entries(CALLS))('%s', async (name, call) => {
      const direct = await made(call, stage[vendor].url, true);
      const through = await made(call, stage.gateway.url + path, false);
      expect(direct.arrived.length).toBeGreaterThan(0);
      expect(direct.complaints).toHaveLength(name === 'a body that the vendor refuses' ? 1 : 0);
      expect(through).toEqual(direct);
    });
  });

  describe('what the gateway tells of models', () => {
    const ai = () => new GoogleGenAI({ apiKey: PLACEHOLDER, httpOptions: { baseUrl: stage.gateway.url } });

    test('a list, page by page', async () => {
      const names = [];
      for await (const { name } of await ai().models.list({ config: { pageSize: 2 } })) names.push(name);
      expect(names).toEqual(stage.gemini.models.map((model) => `models/${model}`));
    });

    test('one of them, and none that there is not', async () => {
      expect(await ai().models.get({ model: MODEL })).toMatchObject({ name: `models/${MODEL}` });
      await expect(ai().models.get({ model: 'gemini-9' })).rejects.toMatchObject({ status: 404 });
    });
  });

  describe('a stream without alt=sse', () => {
    const ask = async (at, text) => {
      const response = await fetch(`${at}/v1beta/models/${MODEL}:streamGenerateContent`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-goog-api-key': stage.gemini.keys[0] },
        body: JSON.stringify({ contents: [{ parts: [{ text }] }] }),
      });
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        text: await response.text(),
      };
    };

    test.each(['Grüße: tell me more', 'one two three break: INTERNAL', 'fail: UNAVAILABLE'])(
      'is an array, byte for byte: %s',
      async (prompt) => {
        const direct = await ask(stage.gemini.url, prompt);
        expect(await ask(stage.gateway.url, prompt)).toEqual(direct);
        expect(JSON.parse(direct.text).length).toBeGreaterThan(0);
      },
    );
  });

  describe('a key in the query', () => {
    const ask = (path, key) =>
      fetch(`${stage.gateway.url}${path}/v1beta/models/${MODEL}:generateContent?key=${key}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ contents: [{ parts: [{ text: 'say hi' }] }] }),
      });

    test('of one’s own travels on in the header', async () => {
      expect((await ask('/gemini-own', OWN_KEY)).status).toBe(200);
      expect(stage.gemini.requests.at(-1)).toMatchObject({
        url: `/v1beta/models/${MODEL}:generateContent`,
        headers: { 'x-goog-api-key': OWN_KEY },
      });
    });

    test('does not travel where the gateway holds the key', async () => {
      expect((await ask('', OWN_KEY)).status).toBe(200);
      expect(stage.gemini.requests.at(-1)).toMatchObject({
        url: `/v1beta/models/${MODEL}:generateContent`,
        headers: { 'x-goog-api-key': stage.gemini.keys[0] },
      });
    });
  });
});
