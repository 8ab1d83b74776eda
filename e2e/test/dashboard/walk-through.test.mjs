/**
 * The way of an admin who routes a ChatGPT subscription through the gateway for the first time: open the dashboard, add the
 * provider, save, run Codex, see the call. The Codex is the real one.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../../browser/chromium.mjs';
import { openJson, paste, save, saved } from '../../browser/config.mjs';
import { setStage } from '../../stage.mjs';
import { makeSignIn } from '../../stubs/sign-in.mjs';

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

let stage;
let browser;
beforeEach(async () => {
  stage = await setStage({ config: () => FRESH });
  browser = await launchChromium();
});
afterEach(async () => {
  await browser?.close();
  await stage?.close();
});

/** An admin who opens the dashboard and goes to Administration, Configuration. */
async function openConfiguration() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stage.gateway.url}/ui/`);
  const administration = page.getByRole('navigation').locator('section', { hasText: 'Administration' });
  await administration.getByRole('link', { name: 'Configuration' }).click();
  await page.getByRole('heading', { name: 'Configuration', level: 1 }).waitFor();
  return page;
}

/** Runs Codex, and sees its call among the logs that were open before. */
async function runAndSee(page) {
  const logs = await page.context().newPage();
  await logs.goto(`${stage.gateway.url}/ui/logs`);
  await logs.getByRole('heading', { name: 'Logs' }).waitFor();
  await logs.getByRole('banner').getByText('live', { exact: true }).waitFor();
  const codex = await stage.codex({ signIn: makeSignIn() });
  const turn = await codex.exec('say hi');
  // The call was over before Codex was.
  await logs.getByRole('main').getByText('gpt-5.3-codex').first().waitFor({ timeout: 1_000 });
  return turn;
}

test('leads from the block of the guide to the call in the logs', async () => {
  const page = await openConfiguration();
  const editor = await openJson(page);
  await editor.click();
  // The empty line in front of the last brace.
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await paste(page, block(stage.chatgpt.baseurl));
  await save(page);
  await saved(page);
  await page.getByRole('status').getByText('providers').first().waitFor();
  expect(await runAndSee(page)).toMatchObject({ code: 0, text: 'You said: say hi' });
  expect(stage.chatgpt.requests.at(-1).path).toBe('/backend-api/codex/responses');
});

test('leads from the template to the call in the logs', async () => {
  const page = await openConfiguration();
  await page.getByRole('button', { name: 'Add a provider' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'ChatGPT subscription' }).click();
  await dialog.getByLabel('Base URL').fill(stage.chatgpt.baseurl);
  await dialog.getByRole('button', { name: 'Add to the configuration' }).click();
  await save(page);
  await saved(page);
  expect(await runAndSee(page)).toMatchObject({ code: 0, text: 'You said: say hi' });
  expect(stage.chatgpt.requests.at(-1).path).toBe('/backend-api/codex/responses');
});
