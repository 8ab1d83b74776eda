/** Connect and Models: what to tell a client, and what is wrong with what one told it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grant } from '../stage.mjs';
import { startOpenaiPlatform } from '../stubs/openai-platform.mjs';
import { ADMIN, setBrowserStage, USER } from './stage.mjs';

const CODEX = 'gpt-5.3-codex';

describe('under a mount path', () => {
  let platform, stage;
  beforeAll(async () => {
    platform = await startOpenaiPlatform({ models: ['gpt-5.5'] });
    stage = await setBrowserStage({ face: 'Express under /ai', path: '/ai', config: configOf(platform) });
  });
  afterAll(async () => {
    await stage?.close();
    await platform?.close();
  });

  const open = async (client, as = USER) => {
    const { page } = await stage.look(`connect?client=${client}`, { as });
    await page.getByRole('region', { name: 'Check' }).waitFor();
    return page;
  };
  const check = async (page, { url, model }) => {
    if (url !== undefined) await page.getByLabel('Base URL').fill(url);
    if (model !== undefined) await page.getByRole('textbox', { name: 'Model' }).fill(model);
    await page.getByRole('button', { name: 'Check' }).click();
    const told = page.getByRole('status').locator('.verdict');
    await told.waitFor();
    return told.innerText();
  };

  it('fills in this gateway’s address, and offers each client the models that it can use', async () => {
    const page = await open('codex-chatgpt');
    expect(await page.getByLabel('~/.codex/config.toml').textContent()).toBe(
      [
        `model = "${CODEX}"`,
        'model_provider = "aperture"',
        '',
        '[model_providers.aperture]',
        'name = "Aperture"',
        `base_url = "${stage.base}/codex"`,
        'wire_api = "responses"',
        'requires_openai_auth = true',
        '',
      ].join('\n'),
    );
    await page.getByRole('link', { name: 'Codex on a key' }).click();
    await page.getByRole('heading', { name: 'Codex on a key' }).waitFor();
    expect(await page.getByLabel('~/.codex/config.toml').textContent()).toContain('model = "gpt-5.5"');
    expect(stage.problems).toEqual([]);
  });

  it('says what is to be added where no model fits', async () => {
    const { page } = await stage.look('connect?client=gemini', { as: USER });
    await page.getByRole('heading', { name: 'No model for Gemini CLI yet' }).waitFor();
    expect(await page.getByText('Ask your admin').count()).toBe(1);
    const admin = await stage.look('connect?client=gemini', { as: ADMIN });
    await admin.page.getByRole('link', { name: 'Add one under Administration' }).waitFor();
  });

  it('tries a client of the organisation’s key with one request', async () => {
    const page = await open('codex-key');
    expect(await check(page, {})).toMatch(/It works[^]*went to openai/);
    expect(platform.requests.at(-1).path).toBe('/v1/responses');
  });

  it('explains a missing /codex', async () => {
    const text = await check(await open('codex-chatgpt'), { url: stage.base });
    expect(text).toContain('lacks /codex');
    expect(text).toContain(`${stage.base}/codex`);
  });

  it('explains the 401 of a call without a ChatGPT token', async () => {
    expect(await check(await open('codex-chatgpt'), {})).toMatch(
      /right up to your own credential[^]*requires_openai_auth = true/,
    );
  });

  it('explains a misspelt model, one that nobody granted, and one of another API', async () => {
    const page = await open('codex-key');
    expect(await check(page, { model: 'gpt-5.6' })).toContain('Did you mean gpt-5.5?');
    expect(await check(page, { model: 'claude-sonnet-5-5' })).toMatch(/no grant opens it/);
    const text = await check(await open('codex-key', ADMIN), { model: 'claude-sonnet-5-5' });
    expect(text).toMatch(/not served in the API[^]*anthropic_messages/);
  });

  it('explains an address that leads elsewhere', async () => {
    const page = await open('codex-key');
    expect(await check(page, { url: 'https://api.openai.com/v1' })).toContain('leads to api.openai.com');
    expect(await check(page, { url: `${stage.gateway.url}/v1` })).toContain('lives below /ai');
    expect(await check(page, { url: 'host' })).toContain('no URL');
    expect(stage.problems).toEqual([]);
  });

  it('works on a phone without moving sideways', async () => {
    const { page } = await stage.look('connect', { as: USER, width: 390, height: 800 });
    await page.getByRole('region', { name: 'Check' }).waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wider).toBe(false);
  });
});

describe('Models', () => {
  let stage;
  beforeAll(async () => {
    stage = await setBrowserStage();
  });
  afterAll(() => stage?.close());

  it('lists what one may use, with prices for a million tokens, and finds', async () => {
    const { page } = await stage.look('models', { as: USER });
    const row = page.getByRole('row', { name: /gpt-5\.5/ });
    await row.waitFor();
    expect(await row.innerText()).toMatch(/\/v1\/responses[^]*\$5\.00/);
    expect(await page.getByText('claude-sonnet-5-5').count()).toBe(0);
    await page.getByLabel('Find').fill('sol');
    await row.waitFor({ state: 'detached' });
    expect(await page.getByRole('row').count()).toBe(2);
    expect(new URL(page.url()).search).toBe('?q=sol');
    expect(stage.problems).toEqual([]);
  });
});

function configOf(platform) {
  return {
    identity: [{ type: 'header', login: 'x-login' }],
    grants: [
      grant([ADMIN], { role: 'admin' }, { models: '**' }),
      grant([USER], { role: 'user' }, { models: 'openai/**' }, { models: 'codex-oauth/**' }),
    ],
    providers: {
      openai: {
        baseurl: platform.baseurl,
        apikey: platform.key,
        models: platform.models,
        compatibility: { openai_chat: true, openai_responses: true },
      },
      'codex-oauth': {
        baseurl: 'https://chatgpt.com/backend-api/codex',
        authorization: 'bearer',
        auth_mode: 'passthrough',
        models: [CODEX],
        compatibility: { openai_chat: true, openai_responses: true },
      },
      anthropic: {
        baseurl: 'https://api.anthropic.com',
        authorization: 'x-api-key',
        apikey: 'sk-made',
        models: ['claude-sonnet-5-5'],
        compatibility: { anthropic_messages: true },
      },
    },
  };
}
