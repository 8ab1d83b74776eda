/** Administration › Audit: who changed the config, and who looked at the calls of others. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers, openJson, save, saved } from './config.mjs';
import { entries } from './entries.mjs';
import { ADMIN, CONFIG, setBrowserStage } from './stage.mjs';

const OTHER = 'other-admin@example.com';

let stage;
beforeAll(async () => {
  const [admins, ...others] = CONFIG.grants;
  const grants = [{ ...admins, src: [ADMIN, OTHER] }, ...others];
  stage = await setBrowserStage({ entries: entries(5), config: { ...CONFIG, grants } });
});
afterAll(() => stage?.close());

const eventsOf = (page) => page.getByRole('grid', { name: 'Events, the latest first' });

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
  const events = eventsOf(page);
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
  await writeFile(
    stage.file,
    JSON.stringify({ ...CONFIG, grants: [{ ...CONFIG.grants[0], src: [ADMIN, OTHER] }], providers }, null, 2),
  );
  const events = eventsOf(page);
  await events.getByText('the configuration was changed outside').waitFor();
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('is a few rows however many there are, and loads older ones as one comes to the end', async () => {
  for (let n = 0; n < 250; n += 1) await stage.ask(`aperture/records?user=user-${n}@example.com`);
  const { page, context } = await stage.look('audit?action=records.viewed&q=user-', { as: ADMIN });
  await page.getByText('user-249@example.com').first().waitFor();
  const foot = page.locator('.list-foot');
  expect(await foot.textContent()).toContain('100 loaded');
  await eventsOf(page).focus();
  const further = async () => {
    await page.keyboard.press('End');
    return foot.textContent();
  };
  await expect.poll(further).toBe('250 loaded, that is all');
  await page.keyboard.press('End');
  await page.getByText('user-0@example.com').first().waitFor();
  expect(await eventsOf(page).getAttribute('aria-rowcount')).toBe('251');
  expect(await page.locator('.virtual-row').count()).toBeLessThan(60);
  // Other filters are another list.
  await page.getByLabel('Text').fill('user-109@');
  await page.getByLabel('Text').press('Enter');
  await expect.poll(() => foot.textContent()).toBe('1 loaded, that is all');
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('tells all of an event, by the keyboard, and leaves one where one was', async () => {
  const { page, context } = await stage.look('audit?action=config.saved', { as: ADMIN });
  await eventsOf(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `${ADMIN} saved the configuration` });
  await dialog.getByRole('link', { name: /aperture\.hujson/ }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
  expect(await page.locator('.virtual-row[aria-selected="true"]').getAttribute('aria-rowindex')).toBe('2');
  await page.locator('.virtual-row').first().click();
  await dialog.waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('tells of what another admin looks at, without a reload', async () => {
  const { page, context } = await stage.look('audit?q=watched', { as: ADMIN });
  await page.getByRole('heading', { name: 'Nothing was written down' }).waitFor();
  const look = () => stage.ask('aperture/records?user=watched@example.com', { as: OTHER });
  await look();
  const row = eventsOf(page).getByRole('row').filter({ hasText: 'watched@example.com' });
  await row.getByText(OTHER).waitFor({ timeout: 20_000 });
  expect(await row.textContent()).toContain('looks 1');
  // Another look at the same is the same event, which counts it.
  await look();
  await row.getByText('looks 2').waitFor({ timeout: 20_000 });
  expect(stage.problems).toEqual([]);
  await context.close();
});

it.each(['light', 'dark'])('has no barriers in the %s theme', async (scheme) => {
  const { page } = await stage.look('audit', { as: ADMIN, scheme });
  await eventsOf(page).waitFor();
  expect(await barriers(page)).toEqual([]);
});
