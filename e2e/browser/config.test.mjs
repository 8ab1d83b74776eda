/** Administration › Configuration: what an admin changes is what is in force, and nothing else. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from '@aperturejs/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { barriers, openJson, replaceText, save, saved } from './config.mjs';
import { ADMIN, setBrowserStage, USER } from './stage.mjs';

const CAP = 'tailscale.com/cap/aperture';

/** A config as people write it, with comments in every place. */
const TEXT = `// Our gateway.
{
  "identity": [{ "type": "header", "login": "x-login" }], // the proxy signs people in
  "grants": [
    // The admins.
    { "src": ["${ADMIN}", "second@example.com"], "app": { "${CAP}": [{ "role": "admin" }, { "models": "**" }] } }, // both
    { "src": ["${USER}"], "app": { "${CAP}": [{ "role": "user" }, { "models": "openai/**" }] } },
  ],
  "providers": {
    // The platform.
    "openai": {
      "baseurl": "https://api.openai.com", // without /v1
      "apikey": "sk-made-of-nothing-but-letters",
      "models": ["gpt-5.5"],
      "compatibility": { "openai_chat": true, "openai_responses": true },
    }, // openai ends
  },
}
`;

let stage;
beforeEach(async () => {
  stage = await setBrowserStage({ config: TEXT });
});
afterEach(() => stage?.close());

const onDisk = () => readFile(stage.file, 'utf8');
/** What unfolds under a name. */
const entry = (page, name) =>
  page.locator('details.entry').filter({ has: page.locator('.entry-name').getByText(name, { exact: true }) });
const unfold = (page, name) => entry(page, name).locator('.entry-name').click();

it('adds a provider from a template, shows what that changes, and has it in force with every comment in its place', async () => {
  const { page } = await stage.look('config', { as: ADMIN });
  await page.getByRole('button', { name: 'Add a provider' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'ChatGPT subscription' }).click();
  expect(await dialog.getByLabel('Id').inputValue()).toBe('codex-oauth');
  await dialog.getByRole('button', { name: 'Add to the configuration' }).click();

  await page.getByRole('button', { name: 'Review and save' }).click();
  const compared = page.getByRole('region', { name: 'Your changes' });
  await compared.waitFor();
  expect(await compared.locator('.added').count()).toBe(7);
  expect(await compared.locator('.removed').count()).toBe(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await saved(page);
  await page.getByRole('status').getByText('providers.codex-oauth added').waitFor();

  const added = `    }, // openai ends
    "codex-oauth": {
      "baseurl": "https://chatgpt.com/backend-api/codex",
      "authorization": "bearer",
      "auth_mode": "passthrough",
      "models": ["gpt-5.3-codex"],
      "compatibility": { "openai_chat": true, "openai_responses": true },
    },
`;
  expect(await onDisk()).toBe(TEXT.replace('    }, // openai ends\n', added));
  const models = await (await stage.ask('v1/models')).json();
  expect(models.data.map(({ id }) => id)).toContain('gpt-5.3-codex');
  expect(stage.problems).toEqual([]);
});

it('changes fields, lists and grants by forms, and the JSON editor shows the same text', async () => {
  const { page } = await stage.look('config', { as: ADMIN });
  await unfold(page, 'openai');
  const openai = entry(page, 'openai');
  await openai.getByLabel('Display name').fill('The platform');
  await openai.getByLabel('Preference').fill('3');
  await openai.getByLabel('Add to Models').fill('o5');
  await openai.getByLabel('Add to Models').press('Enter');
  await openai.getByLabel('Anthropic Messages').check();
  await unfold(page, USER);
  const grant = entry(page, USER);
  await grant.getByLabel('Models', { exact: true }).last().fill('openai/gpt-5.5');
  await grant.getByLabel('Add to Who').fill('group:dev');
  await grant.getByLabel('Add to Who').press('Enter');

  await openJson(page);
  await save(page);
  await saved(page);
  const text = await onDisk();
  expect(text).toContain('"models": ["gpt-5.5", "o5"]');
  expect(text).toContain('"name": "The platform"');
  expect(text).toContain('"preference": 3');
  expect(text).toContain('"anthropic_messages": true');
  expect(text).toContain(`"src": ["${USER}", "group:dev"]`);
  expect(text).toContain('{ "models": "openai/gpt-5.5" }');
  for (const comment of TEXT.match(/\/\/ (?!api).*$/gm)) expect(text).toContain(comment);
  expect(stage.problems).toEqual([]);
});

it('keeps what is being written while the last change is checked', async () => {
  const { page } = await stage.look('config', { as: ADMIN });
  await unfold(page, 'openai');
  const openai = entry(page, 'openai');
  await openai.getByLabel('Base URL').fill('no address');
  const name = openai.getByLabel('Display name');
  await name.fill('The platf');
  await openai.locator('.wrong-text').filter({ hasText: 'baseurl' }).first().waitFor();
  await name.press('End');
  await page.keyboard.type('orm');
  expect(await name.inputValue()).toBe('The platform');
  // What is written for a field that goes back to what it was is gone as well.
  await name.press('Tab');
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await name.inputValue()).toBe('');
  expect(stage.problems).toEqual([]);
});

it('renames a provider along with the grants that name it, and takes it out with them', async () => {
  const { page } = await stage.look('config', { as: ADMIN });
  await unfold(page, 'openai');
  const id = entry(page, 'openai').getByLabel('Id');
  await id.fill('platform');
  await id.press('Enter');
  // The stored key is bound to its provider, so the gateway asks for it again.
  await page.getByRole('region', { name: 'Problems' }).getByText('write the key itself here').waitFor();
  const renamed = entry(page, 'platform');
  await renamed.getByRole('button', { name: 'Replace' }).click();
  await renamed.getByLabel('Key', { exact: true }).fill('sk-another-made-key');
  await renamed.getByLabel('Key', { exact: true }).press('Enter');
  await page.getByRole('region', { name: 'Problems' }).waitFor({ state: 'detached' });
  await save(page);
  await saved(page);
  expect(await onDisk()).toContain('"models": "platform/**"');
  expect(await onDisk()).toContain('"apikey": "sk-another-made-key"');

  await renamed.getByRole('button', { name: 'Delete …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete platform' }).click();
  expect(await page.getByRole('heading', { name: 'No providers yet' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('summary', { hasText: 'platform' }).first().waitFor();
});

it('shows no key, keeps the stored one through a save, and hides one that is typed', async () => {
  const { page } = await stage.look('config', { as: ADMIN });
  const seen = [];
  page.on('response', async (response) => {
    if (response.url().includes('/aperture/')) seen.push(await response.text().catch(() => ''));
  });
  await unfold(page, 'openai');
  const openai = entry(page, 'openai');
  await openai.getByText('Stored; shown as').waitFor();
  await openai.getByRole('button', { name: 'Disable' }).click();
  await save(page);
  await saved(page);
  expect(await onDisk()).toContain('"apikey": "sk-made-of-nothing-but-letters"');

  await openai.getByRole('button', { name: 'Replace' }).click();
  await openai.getByLabel('Key', { exact: true }).fill('sk-typed-anew-by-somebody');
  await openai.getByLabel('Key', { exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByRole('region', { name: 'Your changes' }).getByText('••••••••').waitFor();
  expect(await page.locator('body').innerText()).not.toContain('sk-typed');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await saved(page);
  expect(await onDisk()).toContain('"apikey": "sk-typed-anew-by-somebody"');
  await page.reload();
  await openJson(page);
  expect(await page.content()).not.toMatch(/sk-(?:made|typed)/);
  expect(seen.join('\n')).not.toMatch(/sk-(?:made|typed)/);
});

describe('a save that is refused', () => {
  it('leads to the line of what is wrong, and changes nothing', async () => {
    const { page } = await stage.look('config', { as: ADMIN });
    await replaceText(page, TEXT.replace('"baseurl"', '"basurl"'));
    await save(page);
    const problems = page.getByRole('region', { name: 'Problems' });
    await problems.getByText('unknown config key "basurl"').waitFor();
    // The cursor is at the first of them, and each leads to its own; the place is marked.
    await page.locator('.cm-activeLine', { hasText: '"openai"' }).waitFor();
    await problems.getByRole('button', { name: 'Line 12' }).click();
    await page.locator('.cm-activeLine', { hasText: '"basurl"' }).waitFor();
    await page.locator('.cm-lintRange-error', { hasText: '"basurl"' }).first().waitFor();
    expect(await onDisk()).toBe(TEXT);
    expect(await page.getByText('unsaved changes').count()).toBe(1);

    // The field says the same.
    await page.getByRole('tab', { name: 'Visual' }).click();
    await page
      .getByText(/problems?$/)
      .first()
      .waitFor();
  });

  it('shows the line of a mistake in the syntax, and closes the forms until it is mended', async () => {
    const { page } = await stage.look('config', { as: ADMIN });
    await replaceText(page, TEXT.replace('"models": ["gpt-5.5"]', '"models": ["gpt-5.5"'));
    await page
      .getByRole('region', { name: 'Problems' })
      .getByRole('button', { name: /^Line 1\d$/ })
      .waitFor();
    await page.getByRole('tab', { name: 'Visual' }).click();
    await page.getByRole('button', { name: /^Show line 1\d$/ }).click();
    await page.getByRole('textbox', { name: 'Configuration as JSON' }).waitFor();
    await page.locator('.cm-activeLine').waitFor();
    expect(stage.problems).toEqual([]);
  });

  it('keeps the admin from locking themselves out', async () => {
    const { page } = await stage.look('config', { as: ADMIN });
    await replaceText(page, TEXT.replace(`"${ADMIN}", `, ''));
    await save(page);
    await page.getByRole('region', { name: 'Problems' }).getByText('take the admin role from you').waitFor();
    expect(await onDisk()).toBe(TEXT);
  });
});

describe('two admins at once', () => {
  it('are told, see what the other did, and keep both changes', async () => {
    const { page: one } = await stage.look('config', { as: ADMIN });
    const { page: other } = await stage.look('config', { as: 'second@example.com' });
    await unfold(one, 'openai');
    await entry(one, 'openai').getByLabel('Display name').fill('Ours');
    await entry(one, 'openai').getByLabel('Display name').press('Tab');

    await replaceText(other, TEXT.replace('// Our gateway.', '// The gateway of everybody.'));
    await save(other);
    await saved(other);

    await one.getByRole('alert').getByText('came into force while you were changing').waitFor();
    await save(one);
    const dialog = one.getByRole('dialog');
    await dialog
      .getByRole('region', { name: 'What they changed' })
      .getByText('The gateway of everybody')
      .waitFor();
    await dialog.getByRole('region', { name: 'What you changed' }).getByText('"Ours"').waitFor();
    expect(await onDisk()).toContain('everybody');
    expect(await onDisk()).not.toContain('Ours');
    await dialog.getByRole('button', { name: 'Keep both changes' }).click();
    await save(one);
    await saved(one);
    expect(await onDisk()).toContain('// The gateway of everybody.');
    expect(await onDisk()).toContain('"name": "Ours"');
    // Who changes nothing sees the new one by itself.
    await other.locator('.cm-line', { hasText: '"Ours"' }).waitFor();
    expect(stage.problems).toEqual([]);
  });

  it('decide where both changed the same place', async () => {
    const { page: one } = await stage.look('config', { as: ADMIN });
    const { page: other } = await stage.look('config', { as: 'second@example.com' });
    await replaceText(one, TEXT.replace('"gpt-5.5"', '"gpt-5.5", "mine"'));
    await replaceText(other, TEXT.replace('"gpt-5.5"', '"gpt-5.5", "theirs"'));
    await save(other);
    await saved(other);
    await save(one);
    const dialog = one.getByRole('dialog');
    const keep = dialog.getByRole('button', { name: 'Keep both changes' });
    await keep.waitFor();
    expect(await keep.isDisabled()).toBe(true);
    await dialog.getByLabel('Theirs').check();
    await keep.click();
    await openJson(one);
    await one.locator('.cm-line', { hasText: '"theirs"' }).waitFor();
    expect(await one.locator('.cm-line', { hasText: '"mine"' }).count()).toBe(0);
  });

  it('hear of a file that was changed by hand', async () => {
    const { page } = await stage.look('config?tab=json', { as: ADMIN });
    await page.locator('.cm-line', { hasText: 'Our gateway' }).waitFor();
    await writeFile(stage.file, TEXT.replace('// Our gateway.', '// By hand.'));
    await page.locator('.cm-line', { hasText: 'By hand' }).waitFor();
    expect(stage.problems).toEqual([]);
  });
});

it('keeps unsaved changes while somebody looks elsewhere, and asks before the tab closes', async () => {
  const { page } = await stage.look('config?tab=json', { as: ADMIN });
  await replaceText(page, TEXT.replace('Our gateway', 'My gateway'));
  await page.getByRole('link', { name: 'Health' }).click();
  await page.getByRole('heading', { name: 'Health' }).waitFor();
  await page.getByRole('link', { name: 'Configuration' }).click();
  await page.getByText('unsaved changes').waitFor();
  await openJson(page);
  await page.locator('.cm-line', { hasText: 'My gateway' }).waitFor();

  await page.close({ runBeforeUnload: true });
  await expect.poll(() => stage.problems).toEqual(['dialog: ']);
  expect(page.isClosed()).toBe(false);
});

it('completes keys, words and the models of grants', async () => {
  const { page } = await stage.look('config?tab=json', { as: ADMIN });
  const options = page.locator('.cm-tooltip-autocomplete li');
  await replaceText(page, TEXT.replace('{ "models": "openai/**" }', '\n      { "models": "openai/**" }'));
  await page
    .locator('.cm-line span')
    .getByText('"openai/**"', { exact: true })
    .click({ position: { x: 3, y: 6 } });
  await page.keyboard.press('Control+Space');
  await expect.poll(() => options.allTextContents()).toContain('openai/gpt-5.5');
  await options.getByText('openai/gpt-5.5', { exact: true }).click();
  await page.locator('.cm-line', { hasText: '{ "models": "openai/gpt-5.5" }' }).waitFor();

  await page.locator('.cm-line', { hasText: '"baseurl"' }).click();
  await page.keyboard.press('Home');
  await page.keyboard.type('"auth');
  await expect.poll(() => options.allTextContents()).toContain('auth_mode');
});

it('goes back to a version before', async () => {
  const { page } = await stage.look('config', { as: ADMIN });
  await replaceText(page, TEXT.replace('"gpt-5.5"', '"gpt-5.5", "o5"'));
  await save(page);
  await saved(page);
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByText(`by ${ADMIN}`).waitFor();
  await page.getByRole('button', { name: 'Show', exact: true }).last().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Compared with').selectOption('current');
  await dialog.getByRole('region', { name: 'What is different' }).getByText('"o5"').waitFor();
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(onDisk).toBe(TEXT);
  await saved(page);
  expect(stage.problems).toEqual([]);
});

it('can be used by keyboard alone', async () => {
  const { page } = await stage.look('config', { as: ADMIN });
  const focus = async (name) => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
      if (focused.startsWith(name)) return;
    }
    throw new Error(`Tab does not lead to ${name}`);
  };
  await focus('Add a provider');
  await page.keyboard.press('Enter');
  await focus('Self-hosted');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Id').waitFor();
  // Enter in a field adds it, as in every form.
  await page.getByRole('dialog').getByLabel('Id').press('Enter');
  await page.locator('summary', { hasText: 'local' }).waitFor();
  await page.getByRole('tab', { name: 'Visual' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('textbox', { name: 'Configuration as JSON' }).waitFor();
  // Tab goes into the editor and out of it again.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.classList.contains('json-editor'))).toBe(false);
  await page.getByRole('button', { name: 'Review and save' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await saved(page);
  expect(await onDisk()).toContain('"local"');
});

it.each(['light', 'dark'])('has no barriers in the %s theme', async (scheme) => {
  const { page } = await stage.look('config', { as: ADMIN, scheme });
  await unfold(page, 'openai');
  await unfold(page, USER);
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Add a provider' }).click();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'OpenAI', exact: false }).nth(1).click();
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await replaceText(page, TEXT.replace('"baseurl"', '"basurl"'));
  await page.locator('.cm-lintRange-error').first().waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByRole('region', { name: 'Your changes' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(stage.problems).toEqual([]);
});

it('fits a phone', async () => {
  const { page } = await stage.look('config', { as: ADMIN, width: 390, height: 800 });
  await unfold(page, 'openai');
  await openJson(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

it('says why a config that comes from the code of an app cannot be changed, and lets it be copied', async () => {
  const server = createServer(TEXT.replace('{', '{\n  "server": { "port": 0 },'));
  const { port } = await server.listen();
  try {
    const context = await stage.person({ as: ADMIN });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/ui/config`);
    await page.getByText('The configuration cannot be changed here.').waitFor();
    expect(await page.getByRole('button', { name: 'Add a provider' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Copy the configuration' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('// openai ends');
    await openJson(page);
    await page.keyboard.type('not this');
    expect(await page.locator('.cm-content').innerText()).not.toContain('not this');
    expect(await barriers(page)).toEqual([]);
  } finally {
    await server.close();
  }
});
