import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createDashboardPages } from './pages.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'aperture-pages-'));
  folders.push(folder);
  mkdirSync(join(folder, 'assets'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const textOf = (body: Uint8Array | undefined): string => new TextDecoder().decode(body);

it('are found by their path, with their type and what is compressed beside them', async () => {
  const pages = createDashboardPages(
    folderWith({
      'index.html': 'page',
      'assets/a-1.js': 'script',
      'assets/a-1.js.gz': 'g',
      'assets/a-1.js.br': 'b',
      'assets/a.map': 'x',
    }),
  );
  const script = await pages.find('assets/a-1.js');
  expect(script).toMatchObject({ contentType: 'text/javascript; charset=utf-8', immutable: true });
  expect([textOf(script?.body), ...Object.keys(script?.encoded ?? {})]).toEqual(['script', 'br', 'gzip']);
  const page = await pages.find('index.html');
  expect(page).toMatchObject({ contentType: 'text/html; charset=utf-8', immutable: false });
  expect(page).not.toHaveProperty('encoded');
  expect(page?.tag).not.toBe(script?.tag);
});

it.each([
  '',
  'assets',
  'assets/a.map',
  'assets/a-1.js.br',
  '../index.html',
  'assets/../index.html',
  '/etc/passwd',
  '__proto__',
])('no file is found as %j', async (path) => {
  const pages = createDashboardPages(
    folderWith({ 'index.html': 'page', 'assets/a-1.js.br': '', 'assets/a.map': '' }),
  );
  expect(await pages.find(path)).toBe(null);
});

it('are none in a clone that is not built', async () => {
  expect(await createDashboardPages(join(tmpdir(), 'aperture-none')).find('index.html')).toBe(null);
});
