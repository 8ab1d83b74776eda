/** The vendors' stand-ins behind a gateway, for SDKs: each of them both directly and through it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFace } from '../faces.mjs';
import { geminiKey } from '../google/stage.mjs';
import { anthropicKey, CLAUDE, claudePlan, grant, openaiKey } from '../stage.mjs';
import { startAnthropicApi } from '../stubs/anthropic-api.mjs';
import { startBedrockRuntime } from '../stubs/bedrock-runtime.mjs';
import { startGeminiApi } from '../stubs/gemini-api.mjs';
import { startOpenaiPlatform } from '../stubs/openai-platform.mjs';

/** The ways to run the gateway that SDKs are tried with; `existing gateway` is Express again. */
export const SDK_FACES = ['aperture serve', 'Express 5', 'Koa 3'];

/** What people send to the gateway, each a key of their own. */
export const KEYS = { 'alice@example.com': 'gw-made-alice', 'bob@example.com': 'gw-made-bob' };

/** An application inference profile: what Bedrock's ids look like at their worst. */
export const PROFILE = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/made0profile';

const OPENAI_MODELS = [
  'gpt-5.5',
  'gpt-3.5-turbo-instruct',
  'text-embedding-3-small',
  'omni-moderation-latest',
  'gpt-image-1',
  'gpt-4o-transcribe',
  'gpt-4o-mini-tts',
];

/** Everybody uses the organisation's keys; Alice pays with her Claude plan. */
const configFor = ({ platform, anthropic, gemini, bedrock }) => ({
  identity: [
    {
      type: 'key',
      header: 'x-aperture-key',
      keys: Object.entries(KEYS).map(([login, key]) => ({
        login,
        sha256: createHash('sha256').update(key).digest('hex'),
      })),
    },
    { type: 'loopback' },
  ],
  grants: [
    grant(['*'], { role: 'user' }),
    grant(
      ['bob@example.com', '(loopback)'],
      ...['openai', 'anthropic', 'gemini', 'bedrock'].map(everyModelOf),
    ),
    grant(['alice@example.com'], everyModelOf('claude-plan')),
  ],
  providers: {
    openai: openaiKey(platform),
    anthropic: anthropicKey(anthropic),
    'claude-plan': claudePlan(anthropic),
    gemini: geminiKey(gemini),
    bedrock: {
      baseurl: bedrock.baseurl,
      apikey: bedrock.key,
      cost_basis: 'bedrock',
      models: bedrock.models,
      compatibility: { bedrock_model_invoke: true, bedrock_converse: true },
    },
  },
});

const everyModelOf = (provider) => ({ models: `${provider}/**` });

/**
 * Sets the stage.
 *
 * @param {{ face: string }} settings
 */
export async function setSdkStage({ face }) {
  const closing = [];
  const keep = (thing) => {
    closing.unshift(() => thing.close());
    return thing;
  };
  const platform = keep(await startOpenaiPlatform({ models: OPENAI_MODELS }));
  const anthropic = keep(await startAnthropicApi({ models: [CLAUDE] }));
  const gemini = keep(await startGeminiApi());
  const bedrock = keep(
    await startBedrockRuntime({ models: ['anthropic.claude-sonnet-4-5-20250929-v1:0', PROFILE] }),
  );
  const directory = await mkdtemp(join(tmpdir(), 'aperture-sdk-'));
  closing.unshift(() => rm(directory, { recursive: true, force: true }));
  const config = join(directory, 'aperture.hujson');
  await writeFile(config, JSON.stringify(configFor({ platform, anthropic, gemini, bedrock })));
  const gateway = keep(await startFace(face, config));

  return {
    platform,
    anthropic,
    gemini,
    bedrock,
    gateway,
    async close() {
      for (const end of closing) await end();
    },
  };
}
