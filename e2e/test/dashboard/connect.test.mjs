/** What the page Connect tells people to write makes the real clients work. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../browser/chromium.mjs';
import { codexExec } from '../../codex/exec.mjs';
import { makeCodexHome } from '../../codex/home.mjs';
import { anthropicKey, CLAUDE, codexOauth, grant, openaiKey, setStage } from '../../stage.mjs';
import { makeSignIn } from '../../stubs/sign-in.mjs';

let stage, browser, page;
const homes = [];
beforeAll(async () => {
  stage = await setStage({
    platformModels: ['gpt-5.5'],
    config: ({ chatgpt, platform, anthropic }) => ({
      grants: [grant(['*'], { role: 'admin' }, { models: '**' })],
      providers: {
        'codex-oauth': codexOauth(chatgpt),
        openai: openaiKey(platform),
        anthropic: anthropicKey(anthropic),
      },
    }),
  });
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  for (const home of homes) await home.remove();
  await stage?.close();
});

/** What the page says to write into a file for a client. */
async function snippet(client, where) {
  await page.goto(`${stage.gateway.url}/ui/connect?client=${client}`);
  const text = page.getByLabel(where, { exact: true }).first();
  await text.waitFor();
  return text.textContent();
}

async function codex(written, signIn) {
  const home = await makeCodexHome({ written, elsewhere: stage.elsewhere.url, signIn });
  homes.push(home);
  return codexExec(home, ['say hi']);
}

test('Codex on ChatGPT', async () => {
  const turn = await codex(await snippet('codex-chatgpt', '~/.codex/config.toml'), makeSignIn());
  expect(turn).toMatchObject({ code: 0, text: 'You said: say hi' });
  expect(stage.chatgpt.requests.at(-1).path).toBe('/backend-api/codex/responses');
});

test('Codex on a key', async () => {
  const turn = await codex(await snippet('codex-key', '~/.codex/config.toml'));
  expect(turn).toMatchObject({ code: 0, text: 'You said: say hi' });
});

test('Claude Code on a key', async () => {
  const settings = JSON.parse(await snippet('claude-key', '~/.claude/settings.json'));
  const claude = await stage.claude({ bare: true, settings });
  const { code, text } = await claude.print('say hi', '--model', CLAUDE);
  expect({ code, text }).toEqual({ code: 0, text: 'You said: say hi' });
});

test('opencode', async () => {
  const config = JSON.parse(await snippet('opencode', '~/.config/opencode/opencode.json'));
  const opencode = await stage.opencode({ config });
  const { code, text } = await opencode.run('say hi');
  expect({ code, text }).toEqual({ code: 0, text: 'You said: say hi' });
});

test('curl', async () => {
  const command = await snippet('curl', 'in a terminal');
  // Not synchronously: the vendor is in this process.
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  expect(JSON.parse(stdout).choices[0].message.content).toContain('say hi');
});
