/** Every config of docs/guide/claude-code.md, as it stands there but for hosts, keys and the place of a file. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { adapted, codeOf } from '../../guide.mjs';
import { setStage } from '../../stage.mjs';
import { startBedrockRuntime } from '../../stubs/bedrock-runtime.mjs';
import { startGoogleAccounts } from '../../stubs/google-accounts.mjs';
import { startVertexAi } from '../../stubs/vertex-ai.mjs';

const GATEWAY = 'http://127.0.0.1:8787';
const TOKEN = 'sk-ant-oat01-made-alice';
const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'];
const HI = { code: 0, text: 'You said: say hi' };

const config = (section) => codeOf('guide/claude-code.md', section, 'jsonc')[0];
const settings = (section) => codeOf('guide/claude-code.md', section, 'json')[0];

let stage;
afterEach(() => stage?.close());

/** @param {{ section: string, replacements: (vendors: any) => Record<string, string>, identity?: string }} page */
async function setGuideStage({ section, replacements, identity = '', ...options }) {
  stage = await setStage({
    ...options,
    anthropic: { models: MODELS, oauthTokens: [TOKEN] },
    config: (vendors) => adapted(config(section), replacements(vendors)).replace('{', `{${identity}`),
  });
}

/** A Claude Code with the settings of the section, and nothing about the gateway besides. */
const claudeOf = (section, { replacements, ...options } = {}) =>
  stage.claude({
    ...options,
    bare: true,
    settings: JSON.parse(adapted(settings(section), { [GATEWAY]: stage.tap.url, ...replacements })),
  });

test('a plan', async () => {
  const section = 'A Claude plan';
  await setGuideStage({
    section,
    replacements: ({ anthropic }) => ({ 'https://api.anthropic.com': anthropic.url }),
  });
  const claude = await claudeOf(section, { token: TOKEN });
  expect(await claude.print('say hi')).toMatchObject(HI);
  for (const name of ['opus', 'sonnet', 'haiku'])
    expect(await claude.print('say hi', '--model', name)).toMatchObject(HI);
  expect(new Set(stage.anthropic.requests.map(({ body }) => JSON.parse(body).model))).toEqual(
    new Set(MODELS),
  );
  for (const { headers } of stage.anthropic.requests) expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
  expect(stage.anthropic.objections).toEqual([]);
});

test('a key of the organisation', async () => {
  const section = 'An API key of the organisation';
  await setGuideStage({
    section,
    replacements: ({ anthropic }) => ({
      'https://api.anthropic.com': anthropic.url,
      '${env:ANTHROPIC_API_KEY}': anthropic.key,
    }),
  });
  const claude = await claudeOf(section);
  expect(await claude.print('say hi')).toMatchObject(HI);
  expect(stage.anthropic.requests.map(({ headers }) => headers['x-api-key'])).toEqual([stage.anthropic.key]);
  expect(stage.anthropic.objections).toEqual([]);
});

test('both, and gateway keys', async () => {
  const section = 'Both, and a gateway key';
  const keys = { 'alice@example.com': 'gw-made-alice', 'bob@example.com': 'gw-made-bob' };
  const entries = Object.entries(keys).map(([login, key]) => ({
    login,
    sha256: createHash('sha256').update(key).digest('hex'),
  }));
  await setGuideStage({
    section,
    identity: `"identity": ${JSON.stringify([{ type: 'key', keys: entries }])},`,
    replacements: ({ anthropic }) => ({
      'https://api.anthropic.com': anthropic.url,
      '${env:ANTHROPIC_API_KEY}': anthropic.key,
    }),
  });
  for (const [login, env] of [
    ['alice@example.com', { CLAUDE_CODE_OAUTH_TOKEN: TOKEN }],
    ['bob@example.com', { ANTHROPIC_AUTH_TOKEN: '-' }],
  ]) {
    const claude = await claudeOf(section, { env, replacements: { 'gw-…': keys[login] } });
    expect(await claude.print('say hi')).toMatchObject(HI);
  }
  const [ofAlice, ofBob] = stage.anthropic.requests.map(({ headers }) => headers);
  expect([ofAlice.authorization, ofAlice['x-api-key']]).toEqual([`Bearer ${TOKEN}`, undefined]);
  expect([ofBob.authorization, ofBob['x-api-key']]).toEqual([undefined, stage.anthropic.key]);
  expect(stage.anthropic.objections).toEqual([]);
});

test('Bedrock', async () => {
  const section = 'Amazon Bedrock';
  await setGuideStage({
    section,
    others: {
      bedrock: () => startBedrockRuntime({ models: ['us.anthropic.claude-sonnet-4-5-20250929-v1:0'] }),
    },
    replacements: ({ bedrock }) => ({
      'https://bedrock-runtime.us-east-1.amazonaws.com': bedrock.url,
      '${env:AWS_BEARER_TOKEN_BEDROCK}': bedrock.key,
    }),
  });
  const claude = await claudeOf(section);
  expect(await claude.print('say hi')).toMatchObject(HI);
  expect(stage.bedrock.objections).toEqual([]);
});

test('Vertex AI', async () => {
  const section = 'Vertex AI';
  const accounts = await startGoogleAccounts();
  const directory = await mkdtemp(join(tmpdir(), 'aperture-vertex-'));
  try {
    const file = join(directory, 'service-account.json');
    await writeFile(file, JSON.stringify(accounts.serviceAccount));
    await setGuideStage({
      section,
      others: {
        accounts: () => Promise.resolve(accounts),
        vertex: () =>
          startVertexAi({
            accounts,
            regions: ['global'],
            models: { anthropic: ['claude-sonnet-4-5@20250929'] },
          }),
      },
      replacements: ({ vertex }) => ({
        'https://aiplatform.googleapis.com': vertex.url,
        '/run/secrets/service-account.json': file,
      }),
    });
    const claude = await claudeOf(section);
    expect(await claude.print('say hi')).toMatchObject(HI);
    expect(stage.vertex.objections).toEqual([]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
