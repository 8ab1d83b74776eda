/** Claude Code in the ways that it has of asking a cloud: Bedrock, Bedrock Mantle, Vertex AI. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../fields.mjs';
import { grant, setStage } from '../../stage.mjs';
import { startBedrockMantle } from '../../stubs/bedrock-mantle.mjs';
import { startBedrockRuntime } from '../../stubs/bedrock-runtime.mjs';
import { startGoogleAccounts } from '../../stubs/google-accounts.mjs';
import { startVertexAi } from '../../stubs/vertex-ai.mjs';

const BEDROCK = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const VERTEX = 'claude-sonnet-4-5@20250929';
const OWN_KEY = 'bedrock-api-key-of-alice';
const TOOL = 'please run: printf made-$((40+2))';
/** Claude Code puts reminders of its own after what a tool said, with some models. */
const MADE = { code: 0, text: expect.stringMatching(/^The tool said: made-42/) };

let stage;
beforeAll(async () => {
  const accounts = await startGoogleAccounts();
  stage = await setStage({
    others: {
      accounts: () => Promise.resolve(accounts),
      bedrock: () => startBedrockRuntime({ models: [BEDROCK] }),
      ownBedrock: () => startBedrockRuntime({ models: [BEDROCK], key: OWN_KEY }),
      mantle: () => startBedrockMantle(),
      vertex: () => startVertexAi({ accounts, regions: ['global'], models: { anthropic: [VERTEX] } }),
    },
    config: ({ bedrock, ownBedrock, mantle, vertex }) => ({
      grants: [grant(['*'], { role: 'user' }, { models: '**' })],
      providers: {
        bedrock: {
          baseurl: bedrock.baseurl,
          apikey: bedrock.key,
          models: bedrock.models,
          compatibility: { bedrock_model_invoke: true },
        },
        'bedrock-passthrough': {
          baseurl: ownBedrock.baseurl,
          auth_mode: 'passthrough',
          models: ownBedrock.models,
          compatibility: { bedrock_model_invoke: true },
        },
        'bedrock-signed': {
          baseurl: bedrock.baseurl,
          authorization: 'aws-sigv4',
          apikey: `${bedrock.credentials.accessKeyId}:${bedrock.credentials.secretAccessKey}`,
          aws_region: bedrock.region,
          models: bedrock.models,
          compatibility: { bedrock_model_invoke: true },
        },
        mantle: {
          baseurl: mantle.baseurl,
          apikey: mantle.key,
          models: mantle.models,
          compatibility: { anthropic_messages: true },
        },
        vertex: {
          baseurl: vertex.baseurl,
          apikey: `keyfile::${JSON.stringify(accounts.serviceAccount)}`,
          models: vertex.models.anthropic,
          compatibility: { google_raw_predict: true },
        },
      },
    }),
  });
});
afterAll(() => stage?.close());
let before;
beforeEach(() => {
  before = stage.tap.requests().length;
});

const sent = () => stage.tap.requests().slice(before);
const posted = () => sent().filter(({ method }) => method === 'POST');
/** All but what authenticates. */
const headOf = (request) => fieldsOf(request).filter((field) => !/^(?:authorization|x-api-key):/.test(field));

/** Sees a vendor asked in the very bytes of Claude Code, at these paths. */
function expectSame(vendor, paths) {
  expect(vendor.requests.map(({ url }) => url)).toEqual(paths);
  expect(vendor.requests.map(({ sha256 }) => sha256)).toEqual(posted().map(({ sha256 }) => sha256));
  expect(vendor.requests.map(headOf)).toEqual(posted().map(headOf));
  expect(vendor.objections).toEqual([]);
  expect(stage.elsewhere.tunnels).toEqual([]);
}

describe('Bedrock', () => {
  const env = (path = '/bedrock') => ({
    CLAUDE_CODE_USE_BEDROCK: '1',
    ANTHROPIC_BEDROCK_BASE_URL: stage.tap.url + path,
    ANTHROPIC_MODEL: BEDROCK,
  });

  test('with the organisation’s key: a turn with a tool call', async () => {
    const claude = await stage.claude({ env: { ...env(), CLAUDE_CODE_SKIP_BEDROCK_AUTH: '1' } });
    expect(await claude.print(TOOL)).toMatchObject(MADE);
    expectSame(stage.bedrock, Array(2).fill(`/model/${BEDROCK}/invoke-with-response-stream`));
    // It asks for the account's inference profiles before and gets a quick 404; it can do without.
    expect(sent().flatMap(({ method, url }) => (method === 'GET' ? [url] : []))).toEqual([
      '/bedrock/inference-profiles?type=SYSTEM_DEFINED',
    ]);
  });

  test('with a key of one’s own, at the provider that the path names', async () => {
    const claude = await stage.claude({
      env: {
        ...env('/bedrock-passthrough/bedrock'),
        AWS_BEARER_TOKEN_BEDROCK: OWN_KEY,
        AWS_REGION: 'us-east-1',
      },
    });
    expect(await claude.print('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    // With a credential it looks first which models there are, by a word to each. Those that the config does not list are
    // refused here.
    const looks = posted().filter(({ url }) => url.endsWith('/invoke'));
    expect(looks.length).toBeGreaterThan(5);
    expect(stage.ownBedrock.requests.map(({ url }) => url)).toEqual([
      `/model/${BEDROCK}/invoke`,
      `/model/${BEDROCK}/invoke-with-response-stream`,
    ]);
    for (const { headers } of stage.ownBedrock.requests)
      expect(headers.authorization).toBe(`Bearer ${OWN_KEY}`);
    expect(stage.ownBedrock.objections).toEqual([]);
  });

  test('with the organisation’s AWS key pair, by which the gateway signs', async () => {
    const claude = await stage.claude({
      env: { ...env('/bedrock-signed/bedrock'), CLAUDE_CODE_SKIP_BEDROCK_AUTH: '1' },
    });
    expect(await claude.print(TOOL)).toMatchObject(MADE);
    const calls = stage.bedrock.requests.slice(-2);
    for (const { headers } of calls) expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(calls.map(({ sha256 }) => sha256)).toEqual(posted().map(({ sha256 }) => sha256));
    expect(stage.bedrock.objections).toEqual([]);
  });
});

test('Bedrock Mantle with the organisation’s key: a turn with a tool call', async () => {
  const claude = await stage.claude({
    env: {
      CLAUDE_CODE_USE_MANTLE: '1',
      ANTHROPIC_BEDROCK_MANTLE_BASE_URL: stage.tap.url,
      CLAUDE_CODE_SKIP_MANTLE_AUTH: '1',
      ANTHROPIC_MODEL: stage.mantle.models[0],
    },
  });
  expect(await claude.print(TOOL)).toMatchObject(MADE);
  expectSame(stage.mantle, Array(2).fill('/anthropic/v1/messages?beta=true'));
});

describe('Vertex AI with the organisation’s service account', () => {
  const env = (region) => ({
    CLAUDE_CODE_USE_VERTEX: '1',
    ANTHROPIC_VERTEX_BASE_URL: `${stage.tap.url}/v1`,
    CLAUDE_CODE_SKIP_VERTEX_AUTH: '1',
    ANTHROPIC_VERTEX_PROJECT_ID: '_aperture_auto_vertex_project_id_',
    CLOUD_ML_REGION: region,
    ANTHROPIC_MODEL: VERTEX,
  });
  const models = (project, region) =>
    `/v1/projects/${project}/locations/${region}/publishers/anthropic/models`;
  beforeEach(() => {
    stage.vertex.requests.length = 0;
  });

  test('a turn with a tool call, in the project of the account', async () => {
    const claude = await stage.claude({ env: env('global') });
    expect(await claude.print(TOOL)).toMatchObject(MADE);
    expectSame(
      stage.vertex,
      Array(2).fill(`${models(stage.accounts.project, 'global')}/${VERTEX}:streamRawPredict`),
    );
  });

  test('the tokens of a context are counted by Vertex AI', async () => {
    const claude = await stage.claude({ env: env('global') });
    expect(await claude.print('/context')).toMatchObject({ code: 0 });
    expect(stage.vertex.requests.length).toBeGreaterThan(5);
    expect(new Set(stage.vertex.requests.map(({ url }) => url))).toEqual(
      new Set([`${models(stage.accounts.project, 'global')}/count-tokens:rawPredict`]),
    );
    expect(stage.vertex.objections).toEqual([]);
  });

  test('Claude Code takes no placeholder for a region, but us-east5 instead', async () => {
    const claude = await stage.claude({ env: env('_aperture_auto_vertex_region_') });
    await claude.print('say hi');
    expect(posted()[0].url).toBe(
      `${models('_aperture_auto_vertex_project_id_', 'us-east5')}/${VERTEX}:streamRawPredict`,
    );
  });
});
