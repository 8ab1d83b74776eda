/** The dashboard's frame: who gets in, and what their pages are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entries } from './entries.mjs';
import { ADMIN, NOBODY, setBrowserStage, USER } from './stage.mjs';

let stage;
beforeAll(async () => {
  stage = await setBrowserStage({ entries: entries(40) });
});
afterAll(() => stage?.close());

const links = (page) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();

it('shows an admin all pages, and a user those for users', async () => {
  const admin = await stage.look('', { as: ADMIN });
  expect(await links(admin.page)).toEqual(expect.arrayContaining(['My dashboard', 'Logs', 'Configuration']));
  const user = await stage.look('', { as: USER });
  const seen = await links(user.page);
  expect(seen).toContain('My dashboard');
  for (const name of ['Logs', 'Adoption', 'Configuration', 'Audit', 'Health'])
    expect(seen).not.toContain(name);
  await user.page.goto(`${stage.base}/ui/logs`);
  await user.page.getByRole('heading', { name: 'Logs is for admins' }).waitFor();
  expect(stage.problems).toEqual([]);
});

it('tells whoever has no role whom to ask', async () => {
  const { page } = await stage.look('logs', { as: NOBODY });
  await page.getByRole('heading', { name: 'You have no role here' }).waitFor();
  expect(await page.textContent('body')).toContain(NOBODY);
});
