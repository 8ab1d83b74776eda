/** What Codex makes of an answer that the gateway's own deadline ends: it shows why, and does not ask again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls, grant, openaiKey, setStage } from '../stage.mjs';

let stage;
beforeAll(async () => {
  stage = await setStage({
    config: ({ platform }) => ({
      server: { deadlines: { idle: '300ms', first_byte: '10s' } },
      grants: [grant(['(loopback)'], { role: 'user' }, { models: '**' })],
      providers: { openai: openaiKey(platform) },
    }),
  });
});
afterAll(() => stage?.close());

test('an answer that falls silent in the middle', async () => {
  // With its default of five retries: there must be no second request.
  const codex = await stage.codex({ path: '/v1', provider: { requires_openai_auth: false } });
  expect(await codex.exec('break: silence')).toMatchObject({
    code: 1,
    error: expect.stringMatching(/sent nothing for 0\.3 s in the middle of its answer/),
  });
  expect(calls(stage.platform.requests)).toHaveLength(1);
});
