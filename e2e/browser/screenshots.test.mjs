/** The pictures of the docs. `APERTURE_SCREENSHOTS=1 npm run browser screenshots` writes them anew; else it is only seen that they can be made. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureOf, entryOf, idOf } from './entries.mjs';
import { ADMIN, setBrowserStage } from './stage.mjs';

const images = fileURLToPath(new URL('../../docs/images/', import.meta.url));

const ASKED = JSON.stringify({
  model: 'gpt-5.5',
  stream: true,
  input: [{ role: 'user', content: 'Rename parseDate to readDate and run the tests.' }],
});
const SAID = JSON.stringify({
  output: [
    { type: 'message', content: [{ type: 'output_text', text: 'Renamed in six files. All 14 tests pass.' }] },
    { type: 'function_call', name: 'shell', arguments: '{"command":["npm","test"]}' },
  ],
});

/** A week of a small team. */
function* week() {
  const hour = 3_600_000;
  for (let n = 0; n < 900; n += 1) {
    const time = Date.now() - n * 11 * 60_000;
    // Fewer at night.
    if (new Date(time).getUTCHours() < 7 && n % 5 !== 0) continue;
    yield entryOf(n, { time: time - (n % 3) * hour * 0.01 }, n === 0 ? captureOf(ASKED, SAID) : null);
  }
}

/** With a provider of each kind of credential, as people write it. */
const TEXT = `{
  "identity": [{ "type": "header", "login": "x-login" }],
  "grants": [
    // The admins.
    {
      "src": ["${ADMIN}"],
      "app": { "tailscale.com/cap/aperture": [{ "role": "admin" }, { "models": "**" }] },
    },
    // Everybody who may code with their own ChatGPT subscription.
    {
      "src": ["*"],
      "app": { "tailscale.com/cap/aperture": [{ "role": "user" }, { "models": "codex-oauth/**" }] },
    },
  ],
  "providers": {
    // Codex signs in; its token goes to this provider and to no other.
    "codex-oauth": {
      "baseurl": "https://chatgpt.com/backend-api/codex",
      "authorization": "bearer",
      "auth_mode": "passthrough",
      "models": ["gpt-5.3-codex"],
      "compatibility": { "openai_chat": true, "openai_responses": true },
    },
    "openai": {
      "baseurl": "https://api.openai.com",
      "apikey": "sk-made",
      "models": ["gpt-5.5", "gpt-5.6-sol"],
      "compatibility": { "openai_chat": true, "openai_responses": true },
    },
  },
}
`;

let stage;
beforeAll(async () => {
  stage = await setBrowserStage({ config: TEXT, entries: week() });
});
afterAll(() => stage?.close());

it.each([
  ['dashboard', '', {}],
  ['logs', 'logs', {}],
  ['request', `logs/request/${idOf(1_000_000)}`, { height: 1_000 }],
  ['configuration', 'config?tab=json', { height: 900 }],
  ['connect', 'connect?client=codex-chatgpt', { height: 720 }],
  ['phone', 'logs', { width: 390, height: 780, scheme: 'dark' }],
])('%s', async (name, where, { height = 760, ...options }) => {
  const { page, context } = await stage.look(where, { as: ADMIN, width: 1_120, height, ...options });
  await page.waitForFunction(() => !/Loading …/.test(document.body.textContent ?? ''));
  await page.waitForLoadState('load');
  if (name === 'configuration') {
    await page
      .getByRole('textbox', { name: 'Configuration as JSON' })
      .getByText('codex-oauth')
      .first()
      .waitFor();
  }
  if (name === 'connect') await page.getByRole('region', { name: 'Check' }).waitFor();
  if (name === 'dashboard') await page.locator('.chart canvas').waitFor();
  // Fonts, charts and figures stand still.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const write = process.env['APERTURE_SCREENSHOTS'] === '1';
  if (write) await mkdir(images, { recursive: true });
  const picture = await page.screenshot({
    ...(write && { path: join(images, `${name}.png`) }),
    animations: 'disabled',
  });
  expect(picture.byteLength).toBeGreaterThan(10_000);
  expect(picture.byteLength).toBeLessThan(250_000);
  await context.close();
});
