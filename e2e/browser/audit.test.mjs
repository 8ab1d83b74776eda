/** Administration › Audit: who changed the config, and who looked at the calls of others. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers, openJson, save, saved } from './config.mjs';
import { entries } from './entries.mjs';
import { ADMIN, CONFIG, setBrowserStage } from './stage.mjs';

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

it('tells of a config that comes into force while one looks', async () => {
  const { page, context } = await stage.look('audit?action=config.changed_on_disk', { as: ADMIN });
  await page.getByRole('heading', { name: 'Nothing was written down' }).waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  const providers = { openai: CONFIG.providers.openai };
  await writeFile(stage.file, JSON.stringify({ ...CONFIG, providers }, null, 2));
  const events = page.getByRole('region', { name: 'Events' });
  await events.getByText('the configuration was changed outside').waitFor();
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('shows a hundred events at once, and leads to older ones and back', async () => {
  for (let n = 0; n < 110; n += 1) await stage.ask(`aperture/records?user=user-${n}@example.com`);
  const { page, context } = await stage.look('audit?action=records.viewed&q=user-', { as: ADMIN });
  const rows = page.getByRole('region', { name: 'Events' }).getByRole('row');
  await page.getByText('user-109@example.com').first().waitFor();
  expect(await rows.count()).toBe(101);
  await page.getByRole('button', { name: 'Older events' }).click();
  await expect.poll(() => rows.count()).toBe(11);
  await page.getByText('user-0@example.com').first().waitFor();
  expect(await page.getByRole('button', { name: 'Older events' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Newer events' }).click();
  await expect.poll(() => rows.count()).toBe(101);
  // Older ones with other filters are others.
  await page.getByRole('button', { name: 'Older events' }).click();
  await expect.poll(() => rows.count()).toBe(11);
  await page.getByLabel('Text').fill('user-109@');
  await page.getByLabel('Text').press('Enter');
  await expect.poll(() => rows.count()).toBe(2);
  expect(stage.problems).toEqual([]);
  await context.close();
});

it.each(['light', 'dark'])('has no barriers in the %s theme', async (scheme) => {
  const { page } = await stage.look('audit', { as: ADMIN, scheme });
  await page.getByRole('region', { name: 'Events' }).waitFor();
  expect(await barriers(page)).toEqual([]);
});
