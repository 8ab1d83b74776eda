import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonScanner } from './json-scanner.ts';
import type { ModelField } from './model-field.ts';
import { cutPrefix, growth, spliced } from './model-splice.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function fieldOf(bytes: Uint8Array): ModelField {
  const scanner = new JsonScanner();
  scanner.push(bytes);
  return scanner.field as ModelField;
}

it('cuts the prefix and leaves every other byte', () => {
  const bytes = encoder.encode('{ "x": "ü\\u00e4", "model" :  "openai/gpt-5" , "n": 1.0e0 }');
  const splice = cutPrefix(fieldOf(bytes), 'openai/');
  expect(decoder.decode(spliced(bytes, splice))).toBe('{ "x": "ü\\u00e4", "model" :  "gpt-5" , "n": 1.0e0 }');
  expect(growth(splice)).toBe(-7);
});

it('writes an escaped model anew', () => {
  const bytes = encoder.encode('{"model":"openai\\/gpt-5","stream":true}');
  const splice = cutPrefix(fieldOf(bytes), 'openai/');
  expect(decoder.decode(spliced(bytes, splice))).toBe('{"model":"gpt-5","stream":true}');
});

it('changes the model and nothing else, for every body', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 6 }), fc.jsonValue()),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((id) => !id.includes('/')),
      fc.string({ unit: 'binary', maxLength: 20 }),
      (rest, provider, model) => {
        const bytes = encoder.encode(JSON.stringify({ ...rest, model: `${provider}/${model}`, z: 1 }));
        const field = fieldOf(bytes);
        const splice = cutPrefix(field, `${provider}/`);
        const result = spliced(bytes, splice);
        expect(result.length).toBe(bytes.length + growth(splice));
        expect(JSON.parse(decoder.decode(result))).toEqual({
          ...JSON.parse(JSON.stringify(rest)),
          model,
          z: 1,
        });
        expect(result.subarray(0, field.start)).toEqual(bytes.subarray(0, field.start));
        expect(decoder.decode(result).endsWith(decoder.decode(bytes.subarray(field.end)))).toBe(true);
      },
    ),
  );
});
