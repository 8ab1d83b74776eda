/** Every page, by day and by night, on a desk and on a phone, for eyes and for screen readers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.mjs';
import { captureOf, entries, entryOf, idOf } from './entries.mjs';
import { ADMIN, setBrowserStage, USER } from './stage.mjs';

const SAID = JSON.stringify({
  output: [
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'All tests pass now.' }] },
    { type: 'function_call', name: 'shell', arguments: '{"command":["npm","test"]}' },
  ],
});

let stage;
beforeAll(async () => {
  stage = await setBrowserStage({
    entries: [
      entryOf(0, {}, captureOf('{"model":"gpt-5.5","input":"hi"}', SAID)),
      ...[...entries(300)].slice(1),
    ],
  });
});
afterAll(() => stage?.close());

const REQUEST = `logs/request/${idOf(1_000_000)}`;
const PAGES = [
  '',
  'logs',
  'logs?view=requests&status=200',
  'logs/session/session-1?of=alice@example.com',
  REQUEST,
  `${REQUEST}?tab=request`,
  `${REQUEST}?tab=request-headers`,
  'connect',
  'models',
  'tools',
  'adoption',
  'config',
  'audit',
  'health',
  'nothing',
];

describe.each(['light', 'dark'])('by %s', (scheme) => {
  it.each(PAGES)('/ui/%s has no serious problem', async (where) => {
    const { page, context } = await stage.look(where, { as: ADMIN, scheme });
    await settled(page);
    expect(await seriousFindings(page)).toEqual([]);
    expect(stage.problems).toEqual([]);
    await context.close();
  });
});

it.each(PAGES)('/ui/%s fits on a phone', async (where) => {
  const { page, context } = await stage.look(where, { as: ADMIN, width: 360, height: 740, hasTouch: true });
  await settled(page);
  const wide = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter(
          (element) =>
            document.documentElement.scrollWidth > innerWidth &&
            element.getBoundingClientRect().right > innerWidth,
        )
        .map((element) => `${element.tagName} ${element.className}`),
    );
  // Once it is laid out.
  await expect.poll(wide).toEqual([]);
  expect(await seriousFindings(page)).toEqual([]);
  await context.close();
});

it('the navigation unfolds on a phone, and folds when one goes somewhere', async () => {
  const { page, context } = await stage.look('', { as: USER, width: 360, height: 740, hasTouch: true });
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  expect(await navigation.isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Menu' }).tap();
  expect(await seriousFindings(page)).toEqual([]);
  await navigation.getByRole('link', { name: 'Models' }).tap();
  await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  expect(await navigation.isVisible()).toBe(false);
  await context.close();
});

it('the theme is a choice that stays', async () => {
  const { page, context } = await stage.look('', { as: USER });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await ground()).toBe(dark);
  await context.close();
});

it('all is reached by the keyboard, and each page is told', async () => {
  const { page, context } = await stage.look('', { as: ADMIN });
  await settled(page);
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
  const link = page.getByRole('link', { name: 'Health' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
  expect(
    await page.evaluate(() => [document.activeElement?.tagName, document.activeElement?.ariaLabel]),
  ).toEqual(['MAIN', 'Health']);
  expect(await page.title()).toBe('Health · Aperture');
  expect(await link.getAttribute('aria-current')).toBe('page');
  await context.close();
});

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

/** Nothing is on its way any more; the live stream always is. */
async function settled(page) {
  await page.waitForFunction(() => !/Loading …/.test(document.body.textContent ?? ''));
}
