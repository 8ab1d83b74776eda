import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordingSink } from '../../testing/sink.ts';
import type { Unreadable } from './framing.ts';
import { JsonValues } from './json-values.ts';

const encoder = new TextEncoder();

interface Cut {
  readonly texts: string[];
  readonly closed: boolean;
  readonly trouble: Unreadable | null;
}

function cut(json: string, { many = false, step = json.length || 1 } = {}): Cut {
  const { sink, messages } = recordingSink();
  const framing = new JsonValues(sink, many);
  const bytes = encoder.encode(json);
  let trouble: Unreadable | null = null;
  for (let at = 0; at < bytes.length && !trouble; at += step)
    trouble = framing.push(bytes.slice(at, at + step));
  const closed = framing.finish();
  return { texts: messages.map(({ text }) => text), closed, trouble };
}

describe('messages in JSON', () => {
  it.each([
    ['{"a":1}', ['{"a":1}'], true],
    [' \n{"a":"}\\""}\n', ['{"a":"}\\""}\n'], true],
    ['[{"a":1},{"b":[{}]}]', ['{"a":1}', '{"b":[{}]}'], true],
    ['[{"a":"\\\\"}\r\n,\r\n{"b":"]["}\n]\n', ['{"a":"\\\\"}', '{"b":"]["}'], true],
    ['[{"a":1},{"b"', ['{"a":1}'], false],
    ['[]', [], true],
    ['[', [], false],
    ['', [], false],
  ])('%j', (json, texts, closed) => {
    expect(cut(json)).toEqual({ texts, closed, trouble: null });
    expect(cut(json, { step: 1 })).toEqual(cut(json));
  });

  it('one after the other', () => {
    const lines = '{"a":1}\n{"b":"\\"}"}\n\n{"c"';
    expect(cut(lines, { many: true })).toMatchObject({ texts: ['{"a":1}', '{"b":"\\"}"}'], closed: false });
    expect(cut(lines, { many: true, step: 1 })).toEqual(cut(lines, { many: true }));
  });

  it.each(['[{"a":1}]x', '[1]', '["a"]', '[{}{}x'])('not JSON objects: %j', (json) => {
    expect(cut(json).trouble).toMatchObject({ state: 'unreadable' });
  });
});

it('cuts any list of objects, however it arrives', () => {
  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
  fc.assert(
    fc.property(
      objects,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 2 }),
      (list, step, indent) => {
        const { texts, closed } = cut(JSON.stringify(list, null, indent), { step });
        expect(closed).toBe(true);
        expect(texts.map((text): unknown => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(list)));
      },
    ),
  );
});
