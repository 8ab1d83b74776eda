/** The dashboard's frame: who gets in, and what their pages are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entries } from './entries.mjs';
import { ADMIN, CONFIG, NOBODY, setBrowserStage, USER } from './stage.mjs';

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

it('lets whoever sits at the machine in as an admin, without any sign-in', async () => {
  const { identity: _identity, ...config } = CONFIG;
  const grants = [{ src: ['(loopback)'], app: { 'tailscale.com/cap/aperture': [{ role: 'admin' }] } }];
  const own = await setBrowserStage({ config: { ...config, grants, identity: [{ type: 'loopback' }] } });
  try {
    const { page, context } = await own.look('');
    expect(await page.locator('.top .who').textContent()).toBe('(loopback)admin');
    // Typed into the address bar, the server alone is enough.
    await page.goto(own.gateway.url);
    await page.getByRole('heading', { name: 'My dashboard' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/ui/');
    expect(own.problems).toEqual([]);
    await context.close();
  } finally {
    await own.close();
  }
});

it('asks for its files once: they are kept, and the page is asked for again with its tag', async () => {
  const { page, context } = await stage.look('models', { as: USER });
  const size = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('/ui/assets/'))
        .map(({ transferSize }) => transferSize),
    );
  expect((await size()).length).toBeGreaterThan(2);
  const [{ headers }] = [await stage.ask('ui/', { as: USER })];
  const again = await stage.ask('ui/', { as: USER, headers: { 'if-none-match': headers.get('etag') } });
  expect(again.status).toBe(304);
  await page.goto(`${stage.base}/ui/`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Out of the browser's own cache: nothing came over the wire.
  expect(
    await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\/ui\/assets\/index-.*\.js$/.test(name))
        .map(({ transferSize }) => transferSize),
    ),
  ).toEqual([0]);
  await context.close();
});
