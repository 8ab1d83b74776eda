import { readFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';
import { loadConfig } from '../load.ts';
import { configSchema } from './config.ts';

/** The schema for editors. Checks that JSON Schema has no word for are left to `aperture check`. */
function jsonSchema(): unknown {
  const schema = toJsonSchema(configSchema, {
    target: 'draft-07',
    typeMode: 'input',
    errorMode: 'ignore',
    ignoreActions: ['check'],
    // Objects of the schema take no other keys; valibot's own would drop them in silence.
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'object' ? { ...jsonSchema, additionalProperties: false } : undefined,
  });
  // The last two are words of VS Code, without which it underlines what HuJSON allows.
  return { title: 'Aperture config', ...schema, allowComments: true, allowTrailingCommas: true };
}

it('is published as schema.json; `vitest run -u` writes it anew', async () => {
  await expect(`${JSON.stringify(jsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../../../schema.json');
});

it('has an example in docs/reference/config.md that nothing can be said against', async () => {
  const [, example = ''] = /```jsonc\n(.*?)```/s.exec(await readPage()) ?? [];
  const { problems } = loadConfig(example, { mode: 'validate', macros: { env: () => 'sk-x' } });
  expect(problems).toEqual([]);
});

it('has no key that docs/reference/config.md does not mention', async () => {
  const page = await readPage();
  const { identity: _, ...sections } = (jsonSchema() as { properties: Record<string, unknown> }).properties;
  const keys = keysOf({ properties: sections });
  expect(keys.length).toBeGreaterThan(100);
  const words = new Set(page.match(/[$\w-]+/g));
  const mentioned = (key: string) => words.has(key) || page.includes(`\`${key}\``);
  expect(keys.filter((key) => !mentioned(key))).toEqual([]);
});

function readPage(): Promise<string> {
  return readFile(new URL('../../../../../docs/reference/config.md', import.meta.url), 'utf8');
}

/** The names of all properties in a JSON Schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}
