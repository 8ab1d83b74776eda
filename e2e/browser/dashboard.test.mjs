/** My dashboard: one's own, live, and with a next step where there is nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entries } from './entries.mjs';
import { ADMIN, setBrowserStage, USER } from './stage.mjs';

let stage;
beforeAll(async () => {
  stage = await setBrowserStage({ entries: entries(100) });
});
afterAll(() => stage?.close());

const figure = (page, name) => page.locator('.figure', { hasText: name }).locator('dd');

it("shows one's own usage, and the API's figures", async () => {
  const { page, context } = await stage.look('', { as: USER });
  const { rows } = await (await stage.ask('aperture/usage?from=-7d', { as: USER })).json();
  await expect.poll(() => figure(page, 'Requests').textContent()).toBe(String(rows[0].requests));
  expect(await figure(page, 'Cost').textContent()).toBe(`$${(rows[0].cost.nano_dollars / 1e9).toFixed(2)}`);
  await page.locator('.chart canvas').waitFor();
  await page.getByText('As a table').click();
  expect(
    await page.getByRole('table', { name: 'Tokens by model, for each day' }).locator('tbody tr').count(),
  ).toBe(8);
  await page.getByRole('combobox', { name: 'Time range' }).selectOption('Last 24 hours');
  await page.getByRole('table', { name: 'Tokens by model, for each hour' }).waitFor();
  expect(await page.getByRole('region', { name: 'Recent sessions' }).first().textContent()).not.toContain(
    'bob',
  );
  await context.close();
});

it('grows while one looks', async () => {
  const { page, context } = await stage.look('', { as: USER });
  const before = Number(await figure(page, 'Requests').textContent());
  await page.getByText('live', { exact: true }).waitFor();
  const body = JSON.stringify({ model: 'no-model' });
  const headers = { 'content-type': 'application/json' };
  await stage.ask('v1/responses', { as: USER, method: 'POST', headers, body });
  await expect
    .poll(async () => Number(await figure(page, 'Requests').textContent()), { timeout: 10_000 })
    .toBe(before + 1);
  await context.close();
});

it('of others is for admins', async () => {
  const admin = await stage.look(`?user=${USER}`, { as: ADMIN });
  await admin.page.getByRole('heading', { name: `Dashboard of ${USER}` }).waitFor();
  await figure(admin.page, 'Requests').waitFor();
  const user = await stage.look(`?user=${ADMIN}`, { as: USER });
  await user.page.getByRole('alert').getByText('Not for your role').waitFor();
});

it('says what to do where there is nothing', async () => {
  const empty = await setBrowserStage();
  try {
    const mine = await empty.look('', { as: USER });
    await mine.page.getByRole('link', { name: 'Connect a client' }).click();
    await mine.page.getByRole('heading', { name: 'Connect', level: 1 }).waitFor();
    const logs = await empty.look('logs', { as: ADMIN });
    await logs.page.getByRole('heading', { name: 'No session in this time' }).waitFor();
    expect(empty.problems).toEqual([]);
  } finally {
    await empty.close();
  }
});
