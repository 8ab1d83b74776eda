/** What a browser loads before it shows the first page of the dashboard, chart included: the editor must not slip into it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../packages/dashboard/dist/ui/', import.meta.url));
const assets = readdirSync(join(folder, 'assets'));

/** Files that the page or a script cannot do without, and theirs. */
function neededBy(text: string, found = new Set<string>()): Set<string> {
  const names = [
    ...text.matchAll(/(?:src=|href=|from|import)\s*["']\.\/(?:assets\/)?([\w-]+\.(?:js|css))["']/g),
  ];
  for (const [, name = ''] of names) {
    if (found.has(name)) continue;
    found.add(name);
    if (name.endsWith('.js')) neededBy(readFileSync(join(folder, 'assets', name), 'utf8'), found);
  }
  return found;
}

it('is no more than 60 kB, compressed with gzip', () => {
  const files = neededBy(readFileSync(join(folder, 'index.html'), 'utf8'));
  const lazy = assets.filter((name) => /^(?:dashboard|chart|chart-drawing)-[\w-]+\.(?:js|css)$/.test(name));
  expect(lazy.length).toBeGreaterThan(0);
  for (const name of lazy) {
    files.add(name);
    if (name.endsWith('.js')) neededBy(readFileSync(join(folder, 'assets', name), 'utf8'), files);
  }
  const sizes = [...files].map((name) => readFileSync(join(folder, 'assets', `${name}.gz`)).length);
  const total = sizes.reduce((sum, size) => sum + size, readFileSync(join(folder, 'index.html')).length);
  expect(files.size).toBeGreaterThan(3);
  expect(total).toBeLessThanOrEqual(60_000);
});
