/** What the documentation shows exists, and what it tells people to copy is right. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@aperturejs/core';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

const pages = [
  ...readdirSync(root),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

describe.each(pages)('%s', (page) => {
  it('links to what is there', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, link = '']) => link,
    );
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it('shows configs without mistakes', () => {
    const snippets = [...textOf(page).matchAll(/```(?:jsonc|hujson)\n(\{[^]*?)```/g)].map(
      ([, text = '']) => text,
    );
    // Sections on their own are shown in configs that lack the rest; what stands there must be right all the same.
    const configs = snippets.filter((text) => /^ {2}"(?:providers|grants|identity|server)"/m.test(text));
    const findings = configs.flatMap(
      (text) => loadConfig(text, { macros: { env: () => 'x', file: () => 'x' } }).problems,
    );
    const mistakes = findings.filter(
      ({ level, message }) => level === 'error' || /unknown|expected|must|invalid/.test(message),
    );
    expect(mistakes.map(({ message }) => message)).toEqual([]);
  });
});
