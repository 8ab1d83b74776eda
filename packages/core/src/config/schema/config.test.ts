import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';
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
