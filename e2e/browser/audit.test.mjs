/** Administration › Audit: who changed the config, and who looked at the calls of others. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers, openJson, save, saved } from './config.mjs';
import { entries } from './entries.mjs';
import { ADMIN, setBrowserStage } from './stage.mjs';

let stage;
beforeAll(async () => {
  stage = await setBrowserStage({ entries: entries(5) });
});
afterAll(() => stage?.close());

it('tells of a save and of a look at others, and finds them', async () => {
  const { page: config } = await stage.look('config', { as: ADMIN });
  const editor = await openJson(config);
  await editor.click();
  await config.keyboard.press('ControlOrMeta+Home');
  await config.keyboard.type('// Ours.');
  await config.keyboard.press('Enter');
  await save(config);
  await saved(config);
  expect((await stage.ask('aperture/records?user=alice@example.com')).status).toBe(200);

  const { page } = await stage.look('audit', { as: ADMIN });
  const events = page.getByRole('region', { name: 'Events' });
  await events.getByText('saved the configuration').waitFor();
  await events.getByText('looked at calls of others').first().waitFor();
  await events.getByText('alice@example.com').first().waitFor();

  await page.getByLabel('Did').selectOption('config.saved');
  await events.getByText('looked at calls of others').first().waitFor({ state: 'detached' });
  expect(await events.getByText('saved the configuration').count()).toBe(1);
  await page.getByLabel('Who').fill('nobody@example.com');
  await page.getByLabel('Who').press('Enter');
  await page.getByRole('heading', { name: 'Nothing was written down' }).waitFor();
  expect(stage.problems).toEqual([]);
});

it.each(['light', 'dark'])('has no barriers in the %s theme', async (scheme) => {
  const { page } = await stage.look('audit', { as: ADMIN, scheme });
  await page.getByRole('region', { name: 'Events' }).waitFor();
  expect(await barriers(page)).toEqual([]);
});
