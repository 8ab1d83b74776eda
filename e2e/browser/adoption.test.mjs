/** Adoption and Tool use: sums over everybody's calls. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entries } from './entries.mjs';
import { ADMIN, setBrowserStage, USER } from './stage.mjs';

let stage;
beforeAll(async () => {
  stage = await setBrowserStage({ entries: entries(60) });
});
afterAll(() => stage?.close());

it('tells an admin who uses the gateway most, and with which models and clients', async () => {
  const { page } = await stage.look('adoption', { as: ADMIN });
  const users = page.getByRole('region', { name: 'Top users' }).getByRole('table');
  await users.waitFor();
  const { rows } = await (await stage.ask('aperture/usage?by=user&from=-30d')).json();
  const [top] = rows.toSorted((a, b) => b.requests - a.requests);
  expect(await users.getByRole('row').nth(1).innerText()).toContain(
    `${top.key.user || 'nobody known'}\t${top.requests}`,
  );
  await users.getByRole('link', { name: USER }).click();
  await page.getByRole('heading', { name: `Dashboard of ${USER}` }).waitFor();
  expect(stage.problems).toEqual([]);
});

it('gives the sums as a file', async () => {
  const { page } = await stage.look('adoption', { as: ADMIN });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
});

it('shows which tools were called, narrowed by what one asks for', async () => {
  const { page } = await stage.look('tools', { as: ADMIN });
  const tools = page.getByRole('region', { name: 'Tools' }).getByRole('table');
  await tools.waitFor();
  const { rows } = await (await stage.ask('aperture/tools?by=tool&from=-7d')).json();
  expect(await tools.getByRole('row').count()).toBe(rows.length + 1);
  const { tool } = rows[0].key;
  await page.getByRole('searchbox', { name: 'Tool' }).fill(tool);
  await page.keyboard.press('Enter');
  await expect.poll(() => tools.getByRole('row').count()).toBe(2);
  expect(new URL(page.url()).searchParams.get('tool')).toBe(tool);
  expect(stage.problems).toEqual([]);
});
