/**
 * The way of an admin who routes a ChatGPT subscription through the gateway for the first time: open the dashboard, add the
 * provider, save, run Codex, see the call. The Codex is the real one.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codexExec } from '../codex/exec.mjs';
import { makeCodexHome } from '../codex/home.mjs';
import { startChatgptBackend } from '../stubs/chatgpt-backend.mjs';
import { startElsewhere } from '../stubs/elsewhere.mjs';
import { makeSignIn } from '../stubs/sign-in.mjs';
import { openJson, paste, save, saved } from './config.mjs';
import { setBrowserStage } from './stage.mjs';

/** A gateway that knows who sits at the machine, and no provider yet. */
const FRESH = `{
  "identity": [{ "type": "loopback" }],
  "grants": [
    {
      "src": ["(loopback)"],
      "app": { "tailscale.com/cap/aperture": [{ "role": "admin" }, { "models": "**" }] },
    },
  ],

}
`;

/** The block as the guide has it, with the address of the stand-in. */
const block = (baseurl) => `"providers": {
  "codex-oauth": {
    "baseurl": "${baseurl}",
    "authorization": "bearer",
    "auth_mode": "passthrough",
    "models": ["gpt-5.3-codex"],
    "compatibility": {
      "openai_chat": true,
      "openai_responses": true
    }
  }
}`;

let closing;
let stage;
let chatgpt;
let elsewhere;
beforeEach(async () => {
  closing = [];
  const keep = (thing) => {
    closing.unshift(thing);
    return thing;
  };
  chatgpt = keep(await startChatgptBackend({ models: ['gpt-5.3-codex'] }));
  elsewhere = keep(await startElsewhere());
  stage = keep(await setBrowserStage({ config: FRESH }));
});
afterEach(async () => {
  for (const thing of closing) await thing.close();
});

/** Runs Codex, and sees its call among the logs that were open before. */
async function runAndSee(context) {
  const logs = await context.newPage();
  await logs.goto(`${stage.base}/ui/logs`);
  await logs.getByRole('heading', { name: 'Logs' }).waitFor();
  await logs.getByRole('banner').getByText('live', { exact: true }).waitFor();
  const home = await makeCodexHome({
    baseUrl: `${stage.base}/codex`,
    elsewhere: elsewhere.url,
    signIn: makeSignIn(),
  });
  closing.unshift({ close: () => home.remove() });
  expect(await codexExec(home, ['say hi'])).toMatchObject({ code: 0, text: 'You said: say hi' });
  // The call was over before Codex was.
  await logs.getByRole('main').getByText('gpt-5.3-codex').first().waitFor({ timeout: 1_000 });
}

it('leads from the block of the guide to the call in the logs', async () => {
  const { page, context } = await stage.look('config');
  const editor = await openJson(page);
  await editor.click();
  // The empty line in front of the last brace.
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await paste(page, block(chatgpt.baseurl));
  await save(page);
  await saved(page);
  await page.getByRole('status').getByText('providers').first().waitFor();
  await runAndSee(context);
  expect(stage.problems).toEqual([]);
});

it('leads from the template to the call in the logs', async () => {
  const { page, context } = await stage.look('config');
  await page.getByRole('button', { name: 'Add a provider' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'ChatGPT subscription' }).click();
  await dialog.getByLabel('Base URL').fill(chatgpt.baseurl);
  await dialog.getByRole('button', { name: 'Add to the configuration' }).click();
  await save(page);
  await saved(page);
  await runAndSee(context);
  expect(stage.problems).toEqual([]);
});
