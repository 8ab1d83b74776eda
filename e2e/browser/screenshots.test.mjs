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

let stage;
beforeAll(async () => {
  stage = await setBrowserStage({ entries: week() });
});
afterAll(() => stage?.close());

it.each([
  ['dashboard', '', {}],
  ['logs', 'logs', {}],
  ['request', `logs/request/${idOf(1_000_000)}`, { height: 1_000 }],
  ['phone', 'logs', { width: 390, height: 780, scheme: 'dark' }],
])('%s', async (name, where, { height = 760, ...options }) => {
  const { page, context } = await stage.look(where, { as: ADMIN, width: 1_120, height, ...options });
  await page.waitForFunction(() => !/Loading …/.test(document.body.textContent ?? ''));
  await page.waitForLoadState('load');
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
