import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fields } from './fields.ts';
import { MAX_ELEMENTS, MAX_KEPT, MAX_STRING, Sieve } from './sieve.ts';

const encoder = new TextEncoder();

function sift(json: string, fields: Fields, step = 1_000_000): ReturnType<Sieve['finish']> {
  const sieve = new Sieve(fields);
  const bytes = encoder.encode(json);
  for (let at = 0; at < bytes.length; at += step) sieve.push(bytes, at, Math.min(bytes.length, at + step));
  return sieve.finish();
}

const FIELDS: Fields = {
  id: true,
  usage: true,
  list: [{ name: true, deep: { x: true } }],
  tags: [true],
  ü: true,
};

describe('what is kept', () => {
  it.each([
    [
      '{"id":"a","x":{"id":"inner"},"usage":{"n":[1,{"m":null}]}}',
      { id: 'a', usage: { n: [1, { m: null }] } },
    ],
    [' { "x" : [ "}" , { } ] , "id" : -1.5e3 } ', { id: -1500 }],
    [
      '{"list":[{"name":"a","y":1},{"deep":{"x":true,"z":"\\"}"}},{}]}',
      { list: [{ name: 'a' }, { deep: { x: true } }, {}] },
    ],
    ['{"list":{"name":"a"},"id":null}', { list: null, id: null }],
    ['{"list":[[1],"text",null,{"deep":[1]}]}', { list: [null, 'text', null, { deep: null }] }],
    ['{"list":7,"usage":"none","tags":[]}', { list: 7, usage: 'none', tags: [] }],
    ['{"tags":["a","b\\n",3,[4]]}', { tags: ['a', 'b\n', 3, [4]] }],
    ['{"\\u0069d":"escaped","ü":"ä😀"}', { id: 'escaped', ü: 'ä😀' }],
    ['{"id":1,"id":2}', { id: 2 }],
    ['{"__proto__":{"id":1},"toString":2}', {}],
    ['{}', {}],
    ['[]', null],
    ['"text"', 'text'],
  ])('%s', (json, value) => {
    expect(sift(json, FIELDS)).toEqual({ value });
    expect(sift(json, FIELDS, 1)).toEqual({ value });
  });

  it.each([
    '',
    '{',
    '{"id"',
    '{"id":1',
    '{"id":1,}',
    '{"id":1}}',
    '{"id" 1}',
    '{id:1}',
    "{'id':1}",
    '{"id":1]',
    '{"id":tru}',
    '{"list":[1,]',
  ])('nothing of %j', (json) => {
    expect(sift(json, FIELDS)).toBe('broken');
    expect(sift(json, FIELDS, 1)).toBe('broken');
  });
});

describe('bounds', () => {
  it('takes a long string for an empty one', () => {
    const long = 'x'.repeat(MAX_STRING);
    expect(sift(`{"id":"${long}","usage":1}`, FIELDS)).toEqual({ value: { id: '', usage: 1 } });
    expect(sift(`{"id":"${long}","usage":1}`, FIELDS, 7)).toEqual({ value: { id: '', usage: 1 } });
  });

  it('stops to keep elements', () => {
    const list = Array.from({ length: MAX_ELEMENTS + 50 }, (_, index) => ({ name: `n${index}` }));
    expect(sift(JSON.stringify({ list, id: 'last' }), FIELDS)).toEqual({
      value: { list: list.slice(0, MAX_ELEMENTS), id: 'last' },
    });
  });

  it('says that too much would have to be kept', () => {
    const usage = Array.from({ length: MAX_KEPT / 4 }, () => 1_234);
    expect(sift(JSON.stringify({ usage }), FIELDS)).toBe('too_large');
  });

  it('holds little of a text of many megabytes', () => {
    const sieve = new Sieve({ data: [{ object: true }], usage: true });
    const element = encoder.encode(`{"object":"embedding","embedding":[${'-0.0123456,'.repeat(3_000)}1]},`);
    const push = (text: string): void => sieve.push(encoder.encode(text), 0, text.length);
    push('{"data":[');
    for (let i = 0; i < 1_000; i += 1) sieve.push(element, 0, element.length);
    push('{"object":"embedding"}],"usage":{"prompt_tokens":8000}}');
    expect(sieve.finish()).toMatchObject({ value: { usage: { prompt_tokens: 8_000 } } });
  });
});

/** The same, by way of the whole value. */
function pick(value: unknown, fields: Fields): unknown {
  if (fields === true || value === null || typeof value !== 'object') return value;
  if (Array.isArray(fields) !== Array.isArray(value)) return null;
  if (Array.isArray(fields)) return (value as unknown[]).map((element) => pick(element, fields[0] as Fields));
  const kept = Object.entries(fields).filter(([name]) => Object.hasOwn(value, name));
  return Object.fromEntries(
    kept.map(([name, inner]) => [name, pick((value as Record<string, unknown>)[name], inner as Fields)]),
  );
}

it('keeps of any JSON what picking from the parsed value keeps', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      tie('object'),
      fc.array(tie('tree'), { maxLength: 4 }),
    ),
    object: fc.dictionary(
      fc.constantFrom('id', 'usage', 'list', 'name', 'deep', 'x', 'tags', 'other'),
      tie('tree'),
    ),
  }));
  fc.assert(
    fc.property(
      tree,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 1 }),
      (value, step, indent) => {
        const json = JSON.stringify(value, null, indent);
        const parsed: unknown = JSON.parse(json);
        expect(sift(json, FIELDS, step)).toEqual({ value: pick(parsed, FIELDS) });
      },
    ),
    { numRuns: 1_000 },
  );
});
