/** Why a call was refused, in the place where one looks at it. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers } from './config.mjs';
import { ADMIN, CONFIG, NOBODY, setBrowserStage, USER } from './stage.mjs';

let stage;
beforeAll(async () => {
  stage = await setBrowserStage();
});
afterAll(() => stage?.close());

const body = (model) => JSON.stringify({ model, max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] });

/** A call that is refused, and its page. */
async function refused(path, model, as, status) {
  const headers = { 'content-type': 'application/json' };
  const answer = await stage.ask(path, { as, method: 'POST', headers, body: body(model) });
  expect(answer.status).toBe(status);
  const find = async () => {
    // Of somebody who may do nothing, no body is read.
    const narrowed = as === NOBODY ? '' : `&model=${model}`;
    const found = await stage.ask(`aperture/records?user=${as}${narrowed}&limit=1`);
    return (await found.json()).records[0]?.id;
  };
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  const { page, context } = await stage.look(`logs/request/${await find()}`, { as: ADMIN });
  const why = page.getByRole('region', { name: 'Why this route' });
  await why.getByText('by the config that is in force now').waitFor();
  return { page, context, why, steps: await stepsIn(why) };
}

/** The steps that are told, by their names. */
const stepsIn = async (why) =>
  Object.fromEntries(
    await why
      .locator('.why-refused dt')
      .evaluateAll((names) => names.map((name) => [name.textContent, name.nextElementSibling.textContent])),
  );

it('says that no grant opens the model, and that one does once it does', async () => {
  const { page, context, why, steps } = await refused('v1/messages', 'claude-sonnet-5-5', USER, 404);
  expect(steps).toMatchObject({
    identity: USER,
    grants: 'grants[1]',
    role: 'user',
    endpoint: 'anthropic_messages',
    candidates: 'anthropic',
    grant: expect.stringContaining('anthropic/claude-sonnet-5-5'),
  });
  await why.getByText('So it is refused: ').waitFor();
  await why.getByText('not in the record').waitFor();
  expect(await barriers(page)).toEqual([]);

  const [admins, users] = CONFIG.grants;
  const opened = { ...users, app: { ...users.app, ...admins.app } };
  await writeFile(stage.file, JSON.stringify({ ...CONFIG, grants: [admins, opened] }, null, 2));
  const told = async () => {
    const question = { as: USER, path: '/v1/messages', model: 'claude-sonnet-5-5' };
    const headers = { 'content-type': 'application/json' };
    const answer = await stage.ask('aperture/explain', {
      method: 'POST',
      headers,
      body: JSON.stringify(question),
    });
    return (await answer.json()).decision;
  };
  await expect.poll(told, { timeout: 10_000 }).toBe('forward');
  await page.reload();
  await why.getByText('Now it would go to anthropic: ').waitFor();
  expect(stage.problems).toEqual([]);
  await context.close();
});

it('says that no provider has the model', async () => {
  const { context, why, steps } = await refused('v1/responses', 'unheard-of', USER, 404);
  expect(steps).toMatchObject({ identity: USER, model: '"unheard-of", named in the body' });
  expect(Object.keys(steps)).not.toContain('grant');
  await why.getByText('So it is refused: ').getByText('unheard-of').waitFor();
  await context.close();
});

it('says that nothing is granted to them at all', async () => {
  const { context, steps } = await refused('v1/responses', 'gpt-5.5', NOBODY, 403);
  expect(steps).toMatchObject({ identity: NOBODY, grants: 'none apply', role: 'none' });
  await context.close();
});

it('of a call of one’s own, takes all that is known of oneself', async () => {
  const { context, why, steps } = await refused('v1/responses', 'unheard-of', ADMIN, 404);
  expect(steps).toMatchObject({ identity: ADMIN, role: 'admin' });
  expect(await why.getByText('not in the record').count()).toBe(0);
  await context.close();
});
