/** Adoption and Tool use: sums over everybody's calls. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entries } from './entries.mjs';
import { ADMIN, CONFIG, setBrowserStage, USER } from './stage.mjs';

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
  // Chromium downloads without the headers that tests add, so that here it is the machine that says who asks.
  const config = {
    ...CONFIG,
    identity: [{ type: 'loopback' }],
    grants: [{ src: ['(loopback)'], app: { 'tailscale.com/cap/aperture': [{ role: 'admin' }] } }],
  };
  const local = await setBrowserStage({ config, entries: entries(60) });
  try {
    const { page } = await local.look('adoption');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(head).toMatch(/^key\.day,key\.user,key\.model,key\.client,requests,failed,usage\.input_tokens,/);
    const sums = await local.ask('aperture/usage?by=day,user,model,client&from=-30d');
    const { rows } = await sums.json();
    expect(lines.length).toBe(rows.length);
    const [{ key, requests, failed, usage }] = rows;
    const row = [key.day, key.user, key.model, key.client, requests, failed, usage.input_tokens];
    expect(lines[0]).toMatch(new RegExp(`^${row.join(',')},`));
    expect(local.problems).toEqual([]);
  } finally {
    await local.close();
  }
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

it('counts a call that ends while one looks', async () => {
  const { page, context } = await stage.look('adoption', { as: ADMIN });
  const requests = page.locator('.figure', { hasText: 'Requests' }).first().locator('dd');
  const before = Number(await requests.textContent());
  await page.getByText('live', { exact: true }).waitFor();
  // A refused call is a call all the same.
  await stage.ask('v1/responses', {
    as: USER,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'no-model' }),
  });
  await expect.poll(async () => Number(await requests.textContent()), { timeout: 10_000 }).toBe(before + 1);
  expect(stage.problems).toEqual([]);
  await context.close();
});
