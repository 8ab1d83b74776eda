/** The dashboard inside of somebody's app, and of a server with a base path: below whatever path it is, every address works. */
import { afterEach, expect, it } from 'vitest';
import { CONFIG, setBrowserStage, ADMIN } from './stage.mjs';

let stage;
afterEach(() => stage?.close());

it.each([
  ['Express under /ai', CONFIG, '/ai'],
  ['Express under /ai', { ...CONFIG, server: { base_path: '/gw' } }, '/ai/gw'],
  ['aperture serve', { ...CONFIG, server: { base_path: '/deep/er' } }, '/deep/er'],
])('%s: %#', async (face, config, path) => {
  stage = await setBrowserStage({ face, config, path });
  const { page } = await stage.look('', { as: ADMIN });
  const paths = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`${path}/ui/models`);
  // Addresses of every depth, as a bookmark has them.
  for (const where of ['models', 'logs/session/a', 'logs/request/a/b', 'logs/']) {
    await page.goto(`${stage.base}/ui/${where}`);
    await page.locator('h1, .state h2').first().waitFor();
    await page.getByRole('link', { name: 'Aperture', exact: true }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe(`${path}/ui/`);
  }
  // What the gateway explains is explained of a path below its own.
  await page.goto(`${stage.base}/ui/connect?client=codex-key`);
  await page.getByRole('textbox', { name: 'Model' }).fill('gpt-5.');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('status').getByText('There is no model “gpt-5.” for you').waitFor();
  await page.goto(`${stage.base}/ui`);
  expect(new URL(page.url()).pathname).toBe(`${path}/ui/`);
  await page.locator('h1, .state h2').first().waitFor();
  expect(paths.filter((asked) => !asked.startsWith(`${path}/`))).toEqual([]);
  expect(stage.problems).toEqual([]);
});
