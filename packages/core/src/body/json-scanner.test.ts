import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../errors.ts';
import { JsonScanner } from './json-scanner.ts';
import type { ModelField } from './model-field.ts';

const encoder = new TextEncoder();

function scan(body: string | Uint8Array, cuts: readonly number[] = []): ModelField | Refusal | null {
  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  const scanner = new JsonScanner();
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    const refusal = scanner.push(bytes.subarray(from, cut));
    if (refusal) return refusal;
    from = cut;
  }
  return scanner.finish() ?? scanner.field;
}

/** The bytes one by one: every state crosses a chunk border. */
function scanBytewise(body: string): ModelField | Refusal | null {
  const length = encoder.encode(body).length;
  return scan(
    body,
    Array.from({ length }, (_, index) => index),
  );
}

describe('finding the model', () => {
  it.each([
    ['{"model":"gpt-5"}', 'gpt-5'],
    [' \r\n\t{ "model" : "gpt-5" , "stream":true }\n', 'gpt-5'],
    ['{"input":[{"model":"inner","a":[[],{}]}],"model":"outer"}', 'outer'],
    ['{"text":"{\\"model\\":\\"fake\\"}","model":"real"}', 'real'],
    ['{"text":"ends in a backslash \\\\","model":"real"}', 'real'],
    ['{"n":-1.5e+7,"t":true,"f":false,"z":null,"model":"m"}', 'm'],
    ['{"mod\\u0065l":"escaped-key"}', 'escaped-key'],
    ['{"model":"openai\\/gpt-5"}', 'openai/gpt-5'],
    ['{"model":"größe-模型-😀"}', 'größe-模型-😀'],
    ['{"__proto__":{"model":"x"},"constructor":1,"model":"m"}', 'm'],
    ['{"model":""}', ''],
  ])('%s', (body, model) => {
    expect(scan(body)).toMatchObject({ value: model });
    expect(scanBytewise(body)).toEqual(scan(body));
  });

  it.each(['{}', '{"messages":[]}', '{"Model":"gpt-5"}', '{"a":{"model":"x"}}'])('none in %s', (body) => {
    expect(scan(body)).toBeNull();
    expect(scanBytewise(body)).toBeNull();
  });
});

describe('refusing what two parsers could read differently', () => {
  it.each([
    '{"model":"a","model":"b"}',
    '{"model":"a","x":{},"mod\\u0065l":"b"}',
    '{"model":"a","MODEL":"b"}',
    '{"Model":"a","model":"b"}',
  ])('a second model: %s', (body) => {
    expect(scan(body)).toMatchObject({ code: 'model_ambiguous', status: 400 });
    expect(scanBytewise(body)).toMatchObject({ code: 'model_ambiguous' });
  });

  it.each([
    '',
    '   ',
    'null',
    '[]',
    '"model"',
    '{',
    '{"model":"a"',
    '{"model":"a',
    '{"model":"a"}}',
    '{"model":"a"} {"model":"b"}',
    '{"model":"a",}',
    '{"model":"a" "b":1}',
    '{"model" "a"}',
    "{'model':'a'}",
    '{"model":"a"/*,"model":"b"*/}',
    '{"a":\'"\',"model":"a"}',
    '{"a":{"b":1]},"model":"a"}',
    '{"a":[1,2},"model":"a"}',
    '{"a":{x:1},"model":"a"}',
    '{"model":1}',
    '{"model":null}',
    '{"model":["a"]}',
    '{"model":{"a":"b"}}',
    '{"model":"\\x"}',
    '{"mod\\el":"a"}',
    '{"model":"a\nb"}',
    '\ufeff{"model":"a"}',
    '{"model":"a"}\u0000',
  ])('not a JSON object with a model string: %j', (body) => {
    expect(scan(body)).toMatchObject({ status: 400 });
    expect(scanBytewise(body)).toMatchObject({ status: 400 });
  });

  it('bytes that are not UTF-8 in the model', () => {
    expect(
      scan(Uint8Array.from([...encoder.encode('{"model":"'), 0xff, 0xfe, ...encoder.encode('"}')])),
    ).toMatchObject({
      status: 400,
    });
  });

  it('nesting without end, and a model without end', () => {
    expect(scan(`{"a":${'['.repeat(5_000)}`)).toMatchObject({ status: 400 });
    expect(scan(`{"model":"${'x'.repeat(5_000)}"}`)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('reads a long key over several chunks as what it is', () => {
    expect(scan(`{"${'k'.repeat(10_000)}":1,"model":"m"}`, [30, 500, 9_000])).toMatchObject({ value: 'm' });
  });
});

describe('properties', () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue()).map((rest) => {
    const { model: _, ...others } = rest as Record<string, unknown>;
    for (const key of Object.keys(others)) if (key.toLowerCase() === 'model') delete others[key];
    return others;
  });

  it('agrees with JSON.parse on every body, however it is cut', () => {
    fc.assert(
      fc.property(
        json,
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.nat(3),
        fc.array(fc.nat(400), { maxLength: 8 }),
        (rest, model, indent, cutsAt) => {
          const body = JSON.stringify({ ...rest, model, after: rest }, null, indent);
          const bytes = encoder.encode(body);
          const cuts = cutsAt.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
          const found = scan(bytes, cuts) as ModelField;
          expect(found.value).toBe((JSON.parse(new TextDecoder().decode(bytes)) as { model: string }).model);
          const token = new TextDecoder().decode(bytes.subarray(found.start, found.end));
          expect(JSON.parse(`"${token}"`)).toBe(found.value);
          expect(scan(bytes)).toEqual(found);
        },
      ),
    );
  });

  it('never reads a model that JSON.parse does not, also in a damaged body', () => {
    fc.assert(
      fc.property(json, fc.nat(), (rest, at) => {
        const body = JSON.stringify({ model: 'm', ...rest });
        const cut = at % body.length;
        const damaged = body.slice(0, cut) + body.slice(cut + 1);
        const found = scan(damaged);
        const parsed = parsedOrNull(damaged);
        expect(parsed && found && 'value' in found ? found.value : parsed?.['model']).toBe(parsed?.['model']);
      }),
    );
  });
});

function parsedOrNull(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
