/** Without a gateway: what the real Codex and the stand-in do with each other. The other tests rest on this. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codexExec } from '../codex/exec.mjs';
import { makeCodexHome } from '../codex/home.mjs';
import { startChatgptBackend } from '../stubs/chatgpt-backend.mjs';
import { startElsewhere } from '../stubs/elsewhere.mjs';
import { startOpenaiPlatform } from '../stubs/openai-platform.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';
import { once } from '../stage.mjs';

describe('Codex and the vendors, directly', () => {
  let chatgpt, platform, elsewhere;
  const homes = [];
  beforeAll(async () => {
    chatgpt = await startChatgptBackend({ models: ['gpt-5.3-codex', 'gpt-6-sol'] });
    platform = await startOpenaiPlatform();
    elsewhere = await startElsewhere();
  });
  afterAll(async () => {
    await Promise.all([chatgpt, platform, elsewhere].map((server) => server.close()));
    await Promise.all(homes.map((home) => home.remove()));
  });
  const codex = async (settings) => {
    const home = await makeCodexHome({ elsewhere: elsewhere.url, signIn: makeSignIn(), ...settings });
    homes.push(home);
    return (...args) => codexExec(home, args);
  };

  test.each(['gpt-5.3-codex', 'gpt-6-sol'])('a turn, a tool call and a resume with %s', async (model) => {
    const exec = await codex({ baseUrl: chatgpt.baseurl, model });
    expect(await exec('say hi')).toMatchObject({ code: 0, text: 'You said: say hi' });
    const tool = await exec('please run: printf made-$((40+2))');
    expect(tool).toMatchObject({ code: 0, text: expect.stringMatching(/^The tool said: .*made-42$/s) });
    expect(await exec('resume', tool.thread, 'and again')).toMatchObject({
      code: 0,
      thread: tool.thread,
      text: 'You said: and again',
    });
    expect(chatgpt.objections).toEqual([]);
  });

  test('the platform refuses a ChatGPT token by its missing scope', async () => {
    const exec = await codex({ baseUrl: `${platform.baseurl}/v1`, provider: once });
    const result = await exec('say hi');
    expect(result.code).toBe(1);
    expect(platform.objections.at(-1)).toContain('Missing scopes: api.responses.write');
  });

  test('the backend refuses an API key', async () => {
    const exec = await codex({
      baseUrl: chatgpt.baseurl,
      provider: { ...once, experimental_bearer_token: 'sk-made' },
    });
    expect((await exec('say hi')).code).toBe(1);
    expect(chatgpt.objections.at(-1)).toContain('API keys are not accepted here');
  });
});
