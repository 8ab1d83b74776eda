/** Text that is markup, code or a trick to somebody, in every field that a client or a model writes (field.md D18): it is shown as text, and runs nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryOf } from './entries.mjs';
import { ADMIN, CONFIG, setBrowserStage } from './stage.mjs';

const HOSTILE = [
  '<script>window.pwned=1</script>',
  '"><img src=x onerror=window.pwned=1>',
  `'"><svg onload=window.pwned=1>`,
  '</pre></dd><iframe srcdoc="<script>parent.pwned=1</script>">',
  'javascript:window.pwned=1',
  '<a href="javascript:window.pwned=1">click</a>',
  '<style>*{display:none}</style>',
  '<base href="https://evil.example/">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<form action="https://evil.example/"><input name=x autofocus onfocus=window.pwned=1>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '${window.pwned=1}',
  '../../../aperture/records?x=1#y',
  '%3Cscript%3Ewindow.pwned=1%3C/script%3E',
  '__proto__',
  '\u202egpj.exe\u202c',
  '&lt;b&gt;&amp;',
  'x'.repeat(3_000),
];

/** What somebody calls themselves, beside their login. */
const NAME = HOSTILE[1];

/** Whose calls an admin has looked at. */
const LOOKED_AT = [HOSTILE[0], HOSTILE[4], HOSTILE[6]];

/** The n-th text in every place that has room for one. */
function entryWith(text, n) {
  const json = JSON.stringify({
    output: [
      { type: 'message', content: [{ type: 'output_text', text }] },
      { type: 'reasoning', summary: [{ text }] },
      { type: 'function_call', name: text, arguments: text },
    ],
  });
  const message = (body) => ({
    headers: ['x-odd', text, text.replaceAll(/[^\w-]/g, '') || 'x', text],
    body,
    cut: null,
  });
  const { record } = entryOf(n);
  return {
    record: {
      ...record,
      identity: { login: text.slice(0, 128), node: text, tags: [text, text], source: text },
      client: { name: text, version: text },
      method: text,
      path: text,
      format: text,
      modelAsked: text,
      model: text,
      provider: text,
      route: { grant: text, credential: text, url: text },
      outcome: 'upstream_error',
      refusal: text,
      error: text,
      answer: {
        model: text,
        id: text,
        stopReason: text,
        toolCalls: { count: 1, names: [text] },
        messages: 1,
        unreadable: text,
      },
      cost: { nanoDollars: 1_000_000, basis: text, source: text },
      // No longer ones are taken from a header; logins are no longer either.
      session: text.slice(0, 128),
    },
    capture: { request: message(text), response: message(json) },
  };
}

const WRITTEN = HOSTILE.map(entryWith);

let stage;
beforeAll(async () => {
  // Hostile logins with a grant too: what the config page and others show of them is text as well.
  const config = {
    ...CONFIG,
    providers: {
      ...CONFIG.providers,
      odd: {
        name: HOSTILE[1],
        baseurl: 'https://odd.example',
        models: [HOSTILE[0]],
      },
    },
  };
  stage = await setBrowserStage({ config, entries: WRITTEN });
  for (const user of LOOKED_AT) {
    await stage.ask(`aperture/records?${new URLSearchParams({ user })}`);
  }
});
afterAll(() => stage?.close());

/** Nothing of a text has become an element, an attribute that runs, or a place to go to. */
async function expectInert(page) {
  const found = await page.evaluate(() => ({
    ran: 'pwned' in globalThis,
    elements: [
      ...document.querySelectorAll(
        'script, iframe, img, svg, style, base, link, form[action], object, embed',
      ),
    ]
      .map((element) => element.outerHTML)
      .filter(
        (html) =>
          !/^<script type="module" crossorigin="" src="\.\/assets\/[\w-]+\.js"><\/script>$/.test(html) &&
          !/^<link rel="(?:stylesheet|modulepreload|icon)"[^>]* href="(?:http:\/\/127\.0\.0\.1:\d+\/ui\/|\.\/)?(?:assets\/)?[\w.-]+"[^>]*>$/.test(
            html,
          ) &&
          !/^<base href="http:\/\/127\.0\.0\.1:\d+\/ui\/">$/.test(html) &&
          !html.startsWith('<img src="icon.svg" alt="" '),
      ),
    handlers: [...document.querySelectorAll('*')].flatMap((element) =>
      element.getAttributeNames().filter((name) => name.startsWith('on')),
    ),
    links: [...document.querySelectorAll('a[href]')]
      .map((link) => link.href)
      .filter((href) => !href.startsWith(`${location.origin}/`)),
    styled: [...document.querySelectorAll('body *')].some(
      (element) => getComputedStyle(element).position === 'fixed',
    ),
  }));
  expect(found).toEqual({ ran: false, elements: [], handlers: [], links: [], styled: false });
  expect(stage.problems).toEqual([]);
}

const bodyText = (page) => page.evaluate(() => document.body.textContent);
const told = (text) => text.slice(0, 2_000);

it.each([
  ['logs', HOSTILE],
  ['logs?view=requests', HOSTILE],
  // Own calls, and the admin has made none.
  ['', []],
  // Names of tools are kept up to a length.
  ['tools', HOSTILE.map((text) => text.slice(0, 100))],
  ['adoption', HOSTILE],
  ['models', [HOSTILE[0], HOSTILE[1]]],
  ['connect', []],
  ['audit', LOOKED_AT],
  ['health', []],
  ['config', []],
])('in the lists of /ui/%s', async (where, expected) => {
  const { page, context } = await stage.look(where, {
    as: ADMIN,
    extraHTTPHeaders: { 'x-login': ADMIN, 'x-name': NAME },
  });
  const main = page.getByRole('main');
  await page.waitForFunction(() => !/Loading …/.test(document.body.textContent ?? ''));
  expect(await page.getByRole('banner').textContent()).toContain(NAME);
  for (const hostile of expected) {
    await expect.poll(() => main.textContent()).toContain(told(hostile));
  }
  await expectInert(page);
  await context.close();
});

describe.each(WRITTEN.map((entry, n) => [HOSTILE[n].slice(0, 60), HOSTILE[n], entry]))(
  '%s',
  (_name, text, { record }) => {
    it('in all that is told of a request', async () => {
      const { page, context } = await stage.look(`logs/request/${record.id}`, { as: ADMIN });
      await page.getByRole('tab', { name: 'What it said' }).waitFor();
      for (const region of ['Why this route', 'Who and what', 'Usage and cost', 'Content']) {
        expect(await page.getByRole('region', { name: region, exact: true }).textContent()).toContain(text);
      }
      for (const tab of ['Request body', 'Answer body', 'Request headers', 'Answer headers']) {
        await page.getByRole('tab', { name: tab }).click();
        const shown = await page.getByRole('tabpanel').textContent();
        expect(shown).toContain(tab === 'Answer body' ? JSON.stringify(text).slice(1, -1) : text);
        await expectInert(page);
      }
      await context.close();
    });

    it('in a session, from its row to its page and on', async () => {
      const { page, context } = await stage.look(`logs?${new URLSearchParams({ q: text.slice(0, 200) })}`, {
        as: ADMIN,
      });
      await page.locator('.virtual-row').first().click();
      await page.getByRole('heading', { name: 'Session', exact: false, level: 1 }).waitFor();
      await page.locator('.virtual-row:visible').first().waitFor();
      expect(await bodyText(page)).toContain(text);
      await expectInert(page);
      await page.locator('.virtual-row:visible').first().click();
      await page.getByRole('region', { name: 'Why this route', exact: true }).waitFor();
      expect(new URL(page.url()).origin).toBe(stage.base);
      // The address that led here leads here again.
      await page.reload();
      await page.getByRole('region', { name: 'Why this route', exact: true }).waitFor();
      await expectInert(page);
      await context.close();
    });
  },
);

it('in a dashboard of somebody with such a name', async () => {
  const { page, context } = await stage.look(`?${new URLSearchParams({ user: HOSTILE[1] })}`, { as: ADMIN });
  await page.getByRole('region', { name: 'Models', exact: true }).waitFor();
  expect(await bodyText(page)).toContain(`Dashboard of ${HOSTILE[1]}`);
  await expectInert(page);
  await context.close();
});

it('in addresses that nobody means', async () => {
  for (const text of [...HOSTILE, '%', '%E0%A4%A', '..%2f..%2f', '//evil.example/', '\\\\evil.example']) {
    for (const where of [
      `${encodeURI(text.slice(0, 500))}`,
      `logs/session/${encodeURIComponent(text.slice(0, 500))}`,
    ]) {
      const context = await stage.person({ as: ADMIN });
      const page = await context.newPage();
      const answer = await page.goto(`${stage.base}/ui/${where}`);
      expect(new URL(page.url()).origin).toBe(stage.base);
      if (answer.headers()['content-type'].startsWith('text/html')) {
        await page.locator('h1, .state h2').first().waitFor();
        await expectInert(page);
      }
      await context.close();
    }
  }
});
