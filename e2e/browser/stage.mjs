/**
 * A gateway with records in it, and people who look at it in Chromium.
 *
 *     const stage = await setBrowserStage({ entries: [entryOf(1)] });
 *     const { page } = await stage.look('logs', { as: ADMIN });
 *     await expectGood(stage);      // no error in any console, nothing that the policy had to stop
 *     await stage.close();
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteStore } from '@aperturejs/store';
import { startFace } from '../faces.mjs';
import { launchChromium } from './chromium.mjs';

export const ADMIN = 'admin@example.com';
export const USER = 'alice@example.com';
/** Known, and without a role. */
export const NOBODY = 'nobody@example.com';

const CAP = 'tailscale.com/cap/aperture';

/** A proxy has signed people in; the header is the browser's here. */
export const CONFIG = {
  identity: [{ type: 'header', login: 'x-login', name: 'x-name' }],
  database: { captures: 'full' },
  grants: [
    { src: [ADMIN], app: { [CAP]: [{ role: 'admin' }, { models: '**' }] } },
    { src: [USER, 'bob@example.com'], app: { [CAP]: [{ role: 'user' }, { models: 'openai/**' }] } },
  ],
  providers: {
    openai: {
      name: 'OpenAI',
      baseurl: 'https://api.openai.com',
      apikey: 'sk-made',
      models: ['gpt-5.5', 'gpt-5.6-sol'],
      compatibility: { openai_chat: true, openai_responses: true },
    },
    anthropic: {
      baseurl: 'https://api.anthropic.com',
      authorization: 'x-api-key',
      apikey: 'sk-made-too',
      models: ['claude-sonnet-5-5'],
      compatibility: { anthropic_messages: true },
    },
  },
};

/**
 * Sets the stage.
 *
 * @param {{ config?: object | string, entries?: Iterable<object>, face?: string, path?: string }} [settings] `entries` are
 *   kept before the gateway starts; `face` and its mount `path` are as in faces.mjs
 */
export async function setBrowserStage({
  config = CONFIG,
  entries = [],
  face = 'aperture serve',
  path = '',
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'aperture-browser-'));
  const file = join(folder, 'aperture.hujson');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config, null, 2));
  await keep(join(folder, 'aperture-data'), entries);
  const gateway = await startFace(face, file);
  const browser = await launchChromium();
  const base = `${gateway.url}${path}`;
  const problems = [];

  /** Somebody's browser: cookies, storage and headers of its own. */
  async function person({ as, scheme = 'light', width = 1280, height = 820, ...more } = {}) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      locale: 'en-GB',
      timezoneId: 'UTC',
      ...(as && { extraHTTPHeaders: { 'x-login': as } }),
      ...more,
    });
    context.on('page', (page) => watch(page, problems));
    return context;
  }

  return {
    gateway,
    /** Without a slash at its end, the mount path included. */
    base,
    folder,
    file,
    browser,
    /** What went wrong in any page so far. */
    problems,
    person,
    /** Opens a path below `/ui/`, and waits for the page's heading. */
    async look(where = '', options = {}) {
      const context = await person(options);
      const page = await context.newPage();
      await page.goto(`${base}/ui/${where}`);
      await page.locator('h1, .state h2').first().waitFor();
      return { page, context };
    },
    /** Asks the API as somebody. */
    ask: (where, { as = ADMIN, headers = {}, ...init } = {}) =>
      fetch(`${base}/${where}`, { ...init, headers: { 'x-login': as, ...headers } }),
    async close() {
      await browser.close();
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Puts entries into the store that the gateway will open. */
async function keep(folder, entries) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const store = createSqliteStore(join(folder, 'aperture.db'), {});
  let count = 0;
  for (const entry of entries) {
    store.add(entry);
    count += 1;
    if (count % 500 === 0) await store.flush();
  }
  await store.close();
}

/** Notes what a person would find in the console, but for answers that say no: these are the page's to show. */
function watch(page, problems) {
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) problems.push(text);
    if (/Content.Security.Policy|TrustedHTML|TrustedScript/i.test(text)) problems.push(`policy: ${text}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('requestfailed', (request) => {
    // Streams end with their page, and questions that nobody waits for any more.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      problems.push(`${request.url()}: ${request.failure()?.errorText}`);
    }
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') problems.push(`foreign: ${request.url()}`);
  });
}
