/** What the page Connect tells people to write makes the real clients work. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runBounded } from '../../bounded-run.mjs';
import { launchChromium } from '../../browser/chromium.mjs';
import { codexExec } from '../../codex/exec.mjs';
import { makeCodexHome } from '../../codex/home.mjs';
import { geminiExec } from '../../gemini/exec.mjs';
import { makeGeminiHome } from '../../gemini/home.mjs';
import { geminiKey } from '../../google/stage.mjs';
import {
  anthropicKey,
  calls,
  CLAUDE,
  claudePlan,
  codexOauth,
  grant,
  openaiKey,
  setStage,
} from '../../stage.mjs';
import { startGeminiApi } from '../../stubs/gemini-api.mjs';
import { makeSignIn } from '../../stubs/sign-in.mjs';

const TOKEN = 'sk-ant-oat01-made-alice';
const GRANTS = [grant(['*'], { role: 'admin' }, { models: '**' })];
const SAID = 'You said: say hi';

let stage, planned, browser, page;
const homes = [];
beforeAll(async () => {
  stage = await setStage({
    platformModels: ['gpt-5.5'],
    others: { gemini: () => startGeminiApi({ models: ['gemini-2.5-flash'] }) },
    config: ({ chatgpt, platform, anthropic, gemini }) => ({
      grants: GRANTS,
      providers: {
        'codex-oauth': codexOauth(chatgpt),
        openai: openaiKey(platform),
        anthropic: anthropicKey(anthropic),
        gemini: geminiKey(gemini),
      },
    }),
  });
  // Claude Code on a plan names no provider with its models, so there is no other that serves them.
  planned = await setStage({
    anthropic: { models: ['claude-opus-5-5', CLAUDE, 'claude-haiku-5-5'], oauthTokens: [TOKEN] },
    config: ({ anthropic }) => ({ grants: GRANTS, providers: { claude: claudePlan(anthropic) } }),
  });
  browser = await launchChromium();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  for (const home of homes) await home.remove();
  await stage?.close();
  await planned?.close();
});

/** What the page says to write into a file for a client. */
async function snippet(client, where, { gateway } = stage) {
  await page.goto(`${gateway.url}/ui/connect?client=${client}`);
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
  expect(turn).toMatchObject({ code: 0, text: SAID });
  expect(stage.chatgpt.requests.at(-1).path).toBe('/backend-api/codex/responses');
});

test('Codex on a key', async () => {
  const turn = await codex(await snippet('codex-key', '~/.codex/config.toml'));
  expect(turn).toMatchObject({ code: 0, text: SAID });
});

test('Claude Code on a plan', async () => {
  const settings = JSON.parse(await snippet('claude-plan', '~/.claude/settings.json', planned));
  const claude = await planned.claude({ bare: true, settings, token: TOKEN });
  expect(await claude.print('say hi')).toMatchObject({ code: 0, text: SAID });
  const paid = calls(planned.anthropic.requests).map(({ headers }) => headers.authorization);
  expect(new Set(paid)).toEqual(new Set([`Bearer ${TOKEN}`]));
  expect(planned.anthropic.objections).toEqual([]);
});

test('Claude Code on a key', async () => {
  const settings = JSON.parse(await snippet('claude-key', '~/.claude/settings.json'));
  const claude = await stage.claude({ bare: true, settings });
  const { code, text } = await claude.print('say hi', '--model', CLAUDE);
  expect({ code, text }).toEqual({ code: 0, text: SAID });
});

test('opencode', async () => {
  const config = JSON.parse(await snippet('opencode', '~/.config/opencode/opencode.json'));
  const opencode = await stage.opencode({ config });
  const { code, text } = await opencode.run('say hi');
  expect({ code, text }).toEqual({ code: 0, text: SAID });
});

test('opencode with Anthropic’s models', async () => {
  const config = JSON.parse(await snippet('opencode-anthropic', '~/.config/opencode/opencode.json'));
  const opencode = await stage.opencode({ config });
  stage.anthropic.requests.length = 0;
  const { code, text } = await opencode.run('say hi');
  expect({ code, text }).toEqual({ code: 0, text: SAID });
  expect(stage.anthropic.requests.at(-1).path).toBe('/v1/messages');
});

test('Gemini CLI', async () => {
  const exports = await snippet('gemini', 'in a terminal, or your shell’s profile');
  const { security } = JSON.parse(await snippet('gemini', '~/.gemini/settings.json'));
  const [, model] = /^gemini --model (\S+) -p "say hi"\n$/.exec(await snippet('gemini', 'in a terminal'));
  const home = await makeGeminiHome({
    elsewhere: stage.elsewhere.url,
    env: Object.fromEntries(
      Array.from(exports.matchAll(/^export (\w+)="(.*)"$/gm), ([, name, value]) => [name, value]),
    ),
    ...security,
  });
  homes.push(home);
  expect(await geminiExec(home, 'say hi', { model })).toMatchObject({ code: 0, text: SAID });
  expect(stage.gemini.objections).toEqual([]);
});

test('curl', async () => {
  const command = await snippet('curl', 'in a terminal');
  // Not synchronously: the vendor is in this process.
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  expect(JSON.parse(stdout).choices[0].message.content).toContain('say hi');
});

/** A program for each SDK: what the page says, and a line that tells what came of it. */
test.each([
  ['openai-sdk', 'console.log(output_text);', 'platform', '/v1/responses'],
  ['anthropic-sdk', 'console.log(message.content[0].text);', 'anthropic', '/v1/messages'],
  ['google-sdk', 'console.log(text);', 'gemini', '/v1beta/models/gemini-2.5-flash:generateContent'],
  ['ai-sdk', 'console.log(text);', 'platform', '/v1/responses'],
])('%s', async (client, telling, vendor, path) => {
  const code = await snippet(client, 'JavaScript');
  const folder = await mkdtemp(join(tmpdir(), 'aperture-snippet-'));
  homes.push({ remove: () => rm(folder, { recursive: true, force: true }) });
  await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  await writeFile(join(folder, 'program.mjs'), code + telling);
  stage[vendor].requests.length = 0;
  const run = await runBounded(process.execPath, ['program.mjs'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, NODE_NO_WARNINGS: '1' },
  });
  expect(run).toEqual({ code: 0, stdout: `${SAID}\n`, stderr: '' });
  expect(stage[vendor].requests.map((request) => request.path)).toEqual([path]);
});
