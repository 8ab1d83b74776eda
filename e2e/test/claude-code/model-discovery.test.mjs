/** Claude Code fills its `/model` menu from the gateway's list of models. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anthropicKey, CLAUDE, grant, setStage } from '../../stage.mjs';

const MODELS = [CLAUDE, 'claude-opus-4-5@20251101', 'claude-not-granted', 'other-model'];

let stage;
beforeAll(async () => {
  stage = await setStage({
    config: ({ anthropic, platform }) => ({
      grants: [
        grant(
          ['*'],
          { role: 'user' },
          { models: `anthropic/${CLAUDE}` },
          { models: 'anthropic/claude-opus-*' },
          { models: 'anthropic/other-model' },
          { models: 'openai/**' },
        ),
      ],
      providers: {
        anthropic: {
          ...anthropicKey(anthropic, MODELS),
          model_info: { [CLAUDE]: { display_name: 'Sonnet of ours' } },
        },
        openai: { baseurl: platform.baseurl, apikey: platform.key, models: ['claude-elsewhere'] },
      },
    }),
  });
});
afterAll(() => stage?.close());

test('with the models that are granted and in its format, under their names', async () => {
  const claude = await stage.claude({
    env: { ANTHROPIC_AUTH_TOKEN: '-', CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1' },
  });
  expect(await claude.print('say hi', '--model', CLAUDE)).toMatchObject({
    code: 0,
    text: 'You said: say hi',
  });
  const asked = stage.tap.requests().filter(({ url }) => url.startsWith('/v1/models'));
  expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v1/models?limit=1000']);
  const kept = join(claude.workspace, '..', '.claude', 'cache', 'gateway-models.json');
  expect(JSON.parse(await readFile(kept, 'utf8')).models).toEqual([
    { id: CLAUDE, display_name: 'Sonnet of ours' },
    { id: 'claude-opus-4-5@20251101', display_name: 'Claude Opus 4.5' },
  ]);
});
