/** Administration › Health: what an admin should look at. */
import { writeFile } from 'node:fs/promises';
import { createServer } from '@aperturejs/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers } from './config.mjs';
import { entries } from './entries.mjs';
import { ADMIN, CONFIG, setBrowserStage } from './stage.mjs';

let stage;
beforeAll(async () => {
  // A provider that nobody listens at.
  const openai = { ...CONFIG.providers.openai, baseurl: 'http://127.0.0.1:9' };
  stage = await setBrowserStage({ config: { ...CONFIG, providers: { openai } }, entries: entries(5) });
});
afterAll(() => stage?.close());

it.each(['light', 'dark'])('has no barriers in the %s theme', async (scheme) => {
  const { page } = await stage.look('health', { as: ADMIN, scheme });
  await page.getByRole('heading', { name: 'Store' }).waitFor();
  expect(await barriers(page)).toEqual([]);
});

it('tells of a provider that fails, and of a config that has errors, while one looks', async () => {
  const { page } = await stage.look('health', { as: ADMIN });
  await page.getByText('Nothing is wrong.').waitFor();

  const answer = await stage.ask('v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5.5', messages: [] }),
  });
  expect(answer.status).toBe(502);
  await page.getByText('The last call of openai failed.').waitFor();
  await page.getByRole('region', { name: 'How each provider is' }).getByText('failing').waitFor();

  await writeFile(stage.file, '{ "providers": ');
  await page.getByText('The newest configuration has errors and is not in force.').waitFor();
  await page.getByText('expected a value').waitFor();
  expect(stage.problems).toEqual([]);
});

it('tells where an object is wrong, which has no lines', async () => {
  const openai = { ...CONFIG.providers.openai, modles: [] };
  const server = createServer({ ...CONFIG, server: { port: 0 }, providers: { openai } });
  const { port } = await server.listen();
  try {
    const page = await (await stage.person({ as: ADMIN })).newPage();
    await page.goto(`http://127.0.0.1:${port}/ui/health`);
    const warning = page.getByRole('listitem').filter({ hasText: 'unknown config key "modles"' });
    expect(await warning.locator('code').innerText()).toBe('providers.openai.modles');
    expect(stage.problems).toEqual([]);
  } finally {
    await server.close();
  }
});
