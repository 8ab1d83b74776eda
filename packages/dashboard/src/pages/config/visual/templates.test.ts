import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { freeId, TEMPLATES } from './templates.ts';

const PAGES = new URL('../../../../../../docs/providers/', import.meta.url);

it.each(TEMPLATES.map((template) => [template.title, template] as const))(
  'has %s as its page has it',
  (_, { page, id, provider }) => {
    const [, config = ''] =
      /```jsonc\n([^]*?)```/.exec(readFileSync(new URL(`${page}.md`, PAGES), 'utf8')) ?? [];
    const { providers } = parse(config, [], { allowTrailingComma: true }) as { providers: object };
    expect(providers).toHaveProperty([id], provider);
  },
);

it('names pages that there are', () => {
  const pages = readdirSync(PAGES);
  for (const { page } of TEMPLATES) expect(pages).toContain(`${page}.md`);
});

it('finds an id that is free', () => {
  expect(freeId('openai', [])).toBe('openai');
  expect(freeId('openai', ['openai', 'openai-2'])).toBe('openai-3');
});
