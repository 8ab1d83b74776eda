/** The logs: long lists, filters, one request, and calls that end while somebody looks. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureOf, entries, entryOf, idOf } from './entries.mjs';
import { ADMIN, setBrowserStage, USER } from './stage.mjs';

const COUNT = 10_000;
const REQUEST = '{"model":"gpt-5.5",  "input":"<b>hi</b>"}';
const ANSWER = JSON.stringify({
  output: [{ type: 'message', content: [{ type: 'output_text', text: 'Good day to you.' }] }],
});

let stage;
beforeAll(async () => {
  const [, ...others] = entries(COUNT);
  // Of the last week, all of them.
  const older = others.map(({ record }, n) => entryOf(n + 1, { ...record, time: Date.now() - n * 50_000 }));
  const captured = entryOf(
    0,
    {},
    captureOf(REQUEST, ANSWER, ['x-odd', 'a', 'x-odd', 'b', 'authorization', 'Bearer [redacted]']),
  );
  stage = await setBrowserStage({ entries: [captured, ...older] });
});
afterAll(() => stage?.close());

const grid = (page) => page.getByRole('grid');
const rowsThere = (page) => page.locator('.virtual-row:visible').count();
const texts = (page, selector) => page.locator(selector).allTextContents();

/** A call that the gateway refuses, which is a call all the same. */
const call = (model, as = USER) =>
  stage.ask('v1/responses', {
    as,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'made-client/1.0' },
    body: JSON.stringify({ model }),
  });

it('ten thousand requests are a few rows of the page', async () => {
  const { page, context } = await stage.look('logs?view=requests', { as: ADMIN });
  await grid(page).focus();
  const foot = page.locator('.list-foot');
  // Each step to the end brings the next page.
  const further = async () => {
    await page.keyboard.press('End');
    return foot.textContent();
  };
  await expect.poll(further, { timeout: 50_000, interval: 20 }).toContain('that is all');
  expect(await foot.textContent()).toContain('10,000 loaded');
  expect(await grid(page).getAttribute('aria-rowcount')).toBe(String(COUNT + 1));
  expect(await rowsThere(page)).toBeLessThan(60);
  await page.keyboard.press('Home');
  await expect.poll(() => page.locator('.virtual-row').first().getAttribute('aria-rowindex')).toBe('2');
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('by the keyboard one goes through the rows, opens one, and comes back to it', async () => {
  const { page, context } = await stage.look('logs?view=requests', { as: ADMIN });
  await grid(page).focus();
  for (let n = 0; n < 30; n += 1) await page.keyboard.press('ArrowDown');
  const active = page.locator('.virtual-row[aria-selected="true"]');
  expect(await active.getAttribute('aria-rowindex')).toBe('31');
  expect(await grid(page).getAttribute('aria-activedescendant')).toBe(await active.getAttribute('id'));
  const seen = await page.evaluate(() => {
    const row = document.querySelector('[aria-selected="true"]').getBoundingClientRect();
    const frame = document.querySelector('.virtual').getBoundingClientRect();
    return row.top >= frame.top && row.bottom <= frame.bottom;
  });
  expect(seen).toBe(true);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Why this route' }).waitFor();
  await page.goBack();
  await grid(page).waitFor();
  expect(await active.getAttribute('aria-rowindex')).toBe('31');
  await context.close();
});

it('filters stand in the address', async () => {
  const { page, context } = await stage.look('logs?view=requests', { as: ADMIN });
  const field = (name) => page.getByRole('search').getByLabel(name, { exact: true });
  await field('User').fill('bob@example.com');
  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Refused by the provider');
  await expect
    .poll(() => new URL(page.url()).search)
    .toBe('?outcome=upstream_error&user=bob%40example.com&view=requests');
  await expect
    .poll(async () => new Set(await texts(page, '.virtual-row > :nth-child(3)')))
    .toEqual(new Set(['bob@example.com']));
  expect(new Set(await texts(page, '.virtual-row .badge'))).toEqual(new Set(['502 by provider']));
  // A link leads to the same list.
  await page.reload();
  await grid(page).waitFor();
  expect(await field('User').inputValue()).toBe('bob@example.com');
  expect(new Set(await texts(page, '.virtual-row > :nth-child(3)'))).toEqual(new Set(['bob@example.com']));
  // Into a request and back by the link: the filters are still set.
  await page.locator('.virtual-row').nth(2).click();
  await page.getByRole('link', { name: 'Logs', exact: true }).last().click();
  await grid(page).waitFor();
  expect(new URL(page.url()).search).toContain('user=bob%40example.com');
  await field('User').fill('nobody-of-this-name');
  await page.getByRole('heading', { name: 'No request fits the filters' }).waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await grid(page).waitFor();
  await field('Session').fill('session-7');
  await expect.poll(() => page.locator('.list-foot').textContent()).toBe('6 loaded, that is all');
  await page.getByRole('button', { name: 'Clear' }).click();
  await grid(page).waitFor();
  expect(new URL(page.url()).search).toBe('?view=requests');
  expect(await field('User').inputValue()).toBe('');
  await context.close();
});

it('sessions are narrowed to those that failed', async () => {
  const { page, context } = await stage.look('logs', { as: ADMIN });
  await grid(page).waitFor();
  await page.getByRole('combobox', { name: 'Failed' }).selectOption('With failures');
  await expect.poll(() => new URL(page.url()).search).toBe('?failed=true');
  const failures = () => texts(page, '.virtual-row > :nth-child(7)');
  await expect.poll(async () => (await failures()).every((count) => Number(count) > 0)).toBe(true);
  const { sessions } = await (await stage.ask('aperture/sessions?failed=true&from=-7d&limit=5')).json();
  const shown = await texts(page, '.virtual-row > :nth-child(5)');
  expect(shown.slice(0, 5)).toEqual(sessions.map(({ id }) => id));
  // A link leads to the same list; calls that fail while one looks come into it.
  await page.reload();
  await page.getByText('live', { exact: true }).waitFor();
  await page.locator('.virtual-row').first().waitFor();
  expect((await failures()).every((count) => Number(count) > 0)).toBe(true);
  await call('failing-just-now', 'bob@example.com');
  const first = page.locator('.virtual-row').first();
  await expect.poll(() => first.textContent()).toContain('made-client');
  // Requests have an outcome of their own instead.
  await page.getByRole('button', { name: 'Requests', exact: true }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('?view=requests');
  expect(await page.getByRole('combobox', { name: 'Failed' }).count()).toBe(0);
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('times of their own are those of whoever looks, and instants in the address', async () => {
  // Five and a half hours ahead all year.
  const { page, context } = await stage.look('logs?view=requests', {
    as: ADMIN,
    timezoneId: 'Asia/Kolkata',
  });
  await grid(page).waitFor();
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const instant = (minutes) => new Date(minute - minutes * 60_000).toISOString();
  const there = (minutes) => new Date(minute - (minutes - 330) * 60_000).toISOString().slice(0, 16);
  const field = (name) => page.getByRole('search').getByLabel(name, { exact: true });
  await field('From').fill(there(180));
  await field('To').fill(there(120));
  const query = new URLSearchParams({ from: instant(180), to: instant(120) });
  await expect.poll(() => new URL(page.url()).search).toBe(`?${query}&view=requests`);
  const { records } = await (await stage.ask(`aperture/records?${query}&limit=100`)).json();
  expect(records.length).toBeGreaterThan(60);
  const foot = () => page.locator('.list-foot').textContent();
  await expect.poll(foot).toBe(`${records.length} loaded, that is all`);
  const range = page.getByRole('combobox', { name: 'Time range' });
  expect(await range.locator(':checked').textContent()).toBe('Own times');
  // Whoever follows the link elsewhere sees the same calls, with times of that place.
  const { page: other, context: elsewhere } = await stage.look(`logs${new URL(page.url()).search}`, {
    as: ADMIN,
  });
  await expect.poll(() => other.locator('.list-foot').textContent()).toBe(await foot());
  expect(await other.getByRole('search').getByLabel('From', { exact: true }).inputValue()).toBe(
    instant(180).slice(0, 16),
  );
  await elsewhere.close();
  // What is called now is of another time.
  await page.getByText('live', { exact: true }).waitFor();
  const before = await foot();
  await call('of-another-time');
  expect((await stage.ask('aperture/records?limit=1&model=of-another-time')).status).toBe(200);
  expect(await foot()).toBe(before);
  await range.selectOption('Last 7 days');
  await page.locator('.virtual-row').first().getByText('of-another-time').waitFor();
  expect(new URL(page.url()).search).toBe('?view=requests');
  expect(await field('From').inputValue()).toBe('');
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('from a session to its requests to all of one', async () => {
  const { page, context } = await stage.look('logs', { as: ADMIN });
  const row = page.locator('.virtual-row').filter({ hasText: 'session-0' }).filter({ hasText: USER });
  const requests = Number(await row.locator('> :nth-child(6)').textContent());
  await row.click();
  await page.getByRole('heading', { name: 'Session session-0' }).waitFor();
  await grid(page).waitFor();
  expect(await rowsThere(page)).toBe(requests);
  await page.locator('.virtual-row:visible').first().click();
  await page.getByRole('heading', { name: 'POST /v1/responses' }).waitFor();
  const section = (name) => page.getByRole('region', { name, exact: true });
  expect(await section('Why this route').textContent()).toMatch(
    /grants\[0\].*override.*https:\/\/api\.openai\.com\/v1\/responses/,
  );
  expect(await section('Timing').textContent()).toMatch(/Waiting for the provider409 ms/);
  expect(await section('Usage and cost').textContent()).toContain('$0.012345678');
  const content = section('Content');
  expect(await content.getByRole('tabpanel').textContent()).toContain('Good day to you.');
  await content.getByRole('tab', { name: 'Request body' }).click();
  expect(await content.locator('pre').textContent()).toBe(REQUEST);
  await page.keyboard.press('ArrowRight');
  expect(await content.locator('pre').textContent()).toBe(ANSWER);
  await content.getByRole('button', { name: 'Indented' }).click();
  expect(await content.locator('pre').textContent()).toBe(JSON.stringify(JSON.parse(ANSWER), null, 2));
  await content.getByRole('tab', { name: 'Request headers' }).click();
  expect(await texts(page, 'tbody td')).toEqual([
    'x-odd',
    'a',
    'x-odd',
    'b',
    'authorization',
    'Bearer [redacted]',
  ]);
  expect(new URL(page.url()).searchParams.get('tab')).toBe('request-headers');
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('a link to a request that is not there says so', async () => {
  const { page, context } = await stage.look(`logs/request/${idOf(7)}`, { as: ADMIN });
  await page.getByRole('alert').getByText('there is no such record').waitFor();
  await context.close();
});

it('a call is there as it ends, without a reload, and nobody is moved', async () => {
  const { page, context } = await stage.look('logs?view=requests', { as: ADMIN });
  await page.getByText('live', { exact: true }).waitFor();
  const first = page.locator('.virtual-row').first();
  expect((await call('a-new-model')).status).toBe(404);
  await first.getByText('a-new-model').waitFor();

  // Whoever reads further down sees the same rows on.
  const frame = page.locator('.virtual');
  await frame.evaluate((element) => (element.scrollTop = 32 * 40));
  await expect.poll(() => rowAtTop(page)).not.toBe(null);
  const before = await rowAtTop(page);
  for (let n = 0; n < 5; n += 1) await call(`another-${n}`);
  await expect.poll(async () => Number(await grid(page).getAttribute('aria-rowcount'))).toBeGreaterThan(105);
  expect(await rowAtTop(page)).toBe(before);
  await frame.evaluate((element) => (element.scrollTop = 0));
  await first.getByText('another-4').waitFor();
  await context.close();
});

it('a call that does not fit the filters stays out; its session comes up', async () => {
  const { page, context } = await stage.look('logs?view=requests&model=wanted', { as: ADMIN });
  await page.getByText('live', { exact: true }).waitFor();
  await call('unwanted');
  await call('wanted');
  await page.locator('.virtual-row').getByText('wanted', { exact: true }).waitFor();
  expect(await texts(page, '.virtual-row > :nth-child(5)')).toEqual(['wanted']);
  await page.goto(`${stage.base}/ui/logs`);
  await page.getByText('live', { exact: true }).waitFor();
  await call('wanted', 'bob@example.com');
  await expect.poll(() => page.locator('.virtual-row').first().textContent()).toContain('bob@example.com');
  expect(await page.locator('.virtual-row').first().textContent()).toContain('made-client');
  await context.close();
});

it('two tabs see the same', async () => {
  const { page, context } = await stage.look('logs?view=requests', { as: ADMIN });
  const other = await context.newPage();
  await other.goto(`${stage.base}/ui/logs?view=requests`);
  for (const one of [page, other]) await one.getByText('live', { exact: true }).waitFor();
  await call('for-two-tabs');
  for (const one of [page, other])
    await one.locator('.virtual-row').first().getByText('for-two-tabs').waitFor();
  await context.close();
});

it('a stream that ends begins again by itself, from where it was, though no call was heard of', async () => {
  const config = await readFile(stage.file, 'utf8');
  const { page, context } = await stage.look('', { as: USER });
  await page.getByText('live', { exact: true }).waitFor();
  const again = page.waitForRequest((request) => request.url().endsWith('/aperture/live'));
  try {
    // Another role ends it, as a quarter of an hour does where a host application told who calls.
    const { grants, ...others } = JSON.parse(config);
    const admin = { src: [USER], app: { 'tailscale.com/cap/aperture': [{ role: 'admin' }] } };
    await writeFile(stage.file, JSON.stringify({ ...others, grants: [...grants, admin] }));
    await page.getByText('connection lost, trying again').waitFor();
    expect((await (await again).allHeaders())['last-event-id']).toMatch(/^[0-9a-f-]{36}$/);
    await page.getByText('live', { exact: true }).waitFor();
    expect(stage.problems).toEqual([]);
  } finally {
    await writeFile(stage.file, config);
    await context.close();
  }
});

/** Which row is the first that is seen below the head, by its link. */
const rowAtTop = (page) =>
  page.evaluate(() => {
    const { top } = document.querySelector('.virtual-head').getBoundingClientRect();
    const row = [...document.querySelectorAll('.virtual-row')].find(
      (element) => element.getBoundingClientRect().top >= top + 30,
    );
    return row?.querySelector('a')?.getAttribute('href') ?? null;
  });
