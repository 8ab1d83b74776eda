/** Google's own SDK, once at the vendor and once through the gateway: what a program gets to see is the same. */
import { GoogleGenAI } from '@google/genai';
import { OAuth2Client } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../fields.mjs';
import { CALLS, seen } from '../../google/genai-calls.mjs';
import { geminiKey, geminiOwn, OPEN, setGoogleStage, vertexExpress, vertexOwn } from '../../google/stage.mjs';

const MODEL = 'gemini-2.5-flash';
const OWN_KEY = 'AIza-made-alice';
const PLACEHOLDER = 'not-needed';

let stage;
beforeAll(async () => {
  stage = await setGoogleStage({
    models: [MODEL, 'gemini-embedding-001', 'text-embedding-005'],
    keys: ['AIza-made-organisation', OWN_KEY],
    config: ({ gemini, vertex }) => ({
      grants: OPEN,
      // The same models at each: the provider's id in the base URL says which is meant.
      providers: {
        gemini: geminiKey(gemini),
        'gemini-own': geminiOwn(gemini),
        'vertex-express': vertexExpress(vertex),
        'vertex-own': vertexOwn(vertex),
      },
    }),
  });
});
afterAll(() => stage?.close());

const signedIn = (token) => {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: token });
  return { authClient: client };
};

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
    client: (at) => ({
      vertexai: true,
      project: stage.accounts.project,
      location: 'us-east5',
      googleAuthOptions: signedIn(stage.token),
      ...at,
    }),
    embedding: 'text-embedding-005',
  },
};

/** What tells who pays. */
const CREDENTIAL = /^(?:authorization|x-goog-api-key):/;

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
