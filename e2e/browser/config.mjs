/** What tests of the configuration page do again and again. */
import axe from 'axe-core';

/** Goes to the JSON editor and waits for it. */
export async function openJson(page) {
  await page.getByRole('tab', { name: 'JSON' }).click();
  const editor = page.getByRole('textbox', { name: 'Configuration as JSON' });
  await editor.waitFor();
  return editor;
}

/** Puts a text in the place of all that the editor has, as a paste does. */
export async function replaceText(page, text) {
  const editor = await openJson(page);
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await paste(page, text);
}

/** Pastes. */
export async function paste(page, text) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press('ControlOrMeta+v');
}

/** Looks over the changes and saves them. */
export async function save(page) {
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
}

/** Waits for the word that what was saved is in force. */
export const saved = (page) => page.getByText('Saved, and in force now.').waitFor();

/** What axe finds wrong with a page for people who use assistive technology. */
export async function barriers(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}
