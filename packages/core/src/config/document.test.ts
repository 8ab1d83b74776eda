import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, parseDocument } from './document.ts';
import { valueOf } from './tree.ts';

/** A value with prototypes back on it, as expectations are written. */
const plain = (text: string): unknown => {
  const { root } = parseDocument(text);
  return root && JSON.parse(JSON.stringify(valueOf(root)));
};

describe('HuJSON', () => {
  it('is JSON with comments and trailing commas', () => {
    expect(plain('// c\n{"a": [1, 2,], /* b */ "c": {"d": null,},}\n// end')).toEqual({
      a: [1, 2],
      c: { d: null },
    });
  });

  it('holds whatever JSON holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        const hostile = /"(?:__proto__|constructor|prototype)":/.test(text);
        fc.pre(!hostile);
        expect(plain(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '  \n', '// nothing\n', '/* nothing */'])('may hold nothing: %j', (text) => {
    expect(plain(text)).toEqual({});
  });

  it.each([
    ["{'a': 1}", 1, 2],
    ['{a: 1}', 1, 2],
    ['{"a": 0x10}', 1, 8],
    ['{"a": 01}', 1, 8],
    ['{"a": +1}', 1, 7],
    ['{"a": .5}', 1, 7],
    ['{"a": 1.}', 1, 7],
    ['{"a": NaN}', 1, 7],
    ['{"a": undefined}', 1, 7],
    ['{"a": 1,, "b": 2}', 1, 9],
    ['{,}', 1, 2],
    ['{"a": [,]}', 1, 8],
    ['{"a": 1} x', 1, 10],
    ['{"a": 1} {}', 1, 10],
    ['{"a" 1}', 1, 6],
    ['{"a": }', 1, 7],
    ['{"a": 1 "b": 2}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": 1', 1, 8],
    ['{"a": "b\nc"}', 1, 7],
    ['{"a": "\\x41"}', 1, 7],
    ['{"a": "\\u12"}', 1, 7],
    ['{"a": "\u0001"}', 1, 7],
    ['{"a": /* 1}', 1, 7],
    ['{"a": 1}#', 1, 9],
    ['`{}`', 1, 1],
    ['\uFEFF{}', 1, 1],
    ['[]', 1, 1],
    ['null', 1, 1],
    ['"text"', 1, 1],
  ])('is not %j', (text, line, column) => {
    const { root, findings } = parseDocument(text);
    expect(root).toBeNull();
    expect(findings).toHaveLength(1);
    const before = text.slice(0, findings[0]?.offset).split('\n');
    expect([before.length, (before.at(-1)?.length ?? 0) + 1]).toEqual([line, column]);
  });

  it('is refused when nested without end, and fast', () => {
    for (const text of [
      '['.repeat(1e6),
      '{"a":'.repeat(1e6),
      `{"a":${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}}`,
    ]) {
      expect(parseDocument(text).findings[0]?.message).toBe('nested deeper than 64 levels');
    }
    expect(
      parseDocument(`{"a":${'['.repeat(MAX_DEPTH - 1)}${']'.repeat(MAX_DEPTH - 1)}}`).root,
    ).not.toBeNull();
  });

  it('never makes the parser throw', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '//',
      '/*',
      '*/',
      '\n',
      '1',
      '-',
      'null',
      '"a"',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const { root, findings } = parseDocument(parts.join(''));
        expect(root === null).toBe(
          findings.some(({ path, level }) => level === 'error' && path.length === 0),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

describe('keys', () => {
  it('that come twice are reported where they come again, and the last counts', () => {
    const text = '{"hostname": "a", "hostname": "b"}';
    expect(parseDocument(text).findings).toEqual([
      { level: 'warning', message: 'duplicate config key "hostname"', path: ['hostname'], offset: 18 },
    ]);
    expect(plain(text)).toEqual({ hostname: 'b' });
  });

  it('are compared as they are read, not as they are written', () => {
    expect(parseDocument('{"a": 1, "\\u0061": 2}').findings[0]?.message).toBe('duplicate config key "a"');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('may not be %s', (key) => {
    const { root, findings } = parseDocument(`{"a": {"${key}": {"polluted": true}}}`);
    expect(findings).toEqual([
      { level: 'error', message: `config key "${key}" is not allowed`, path: ['a', key], offset: 7 },
    ]);
    const value = (root && valueOf(root)) as Record<string, Record<string, unknown>>;
    expect(value['a']?.['polluted']).toBeUndefined();
    expect(Object.keys(value['a'] ?? {})).toEqual([]);
  });

  it('may not hide behind an escape', () => {
    expect(parseDocument('{"__pr\\u006fto__": {}}').findings[0]?.level).toBe('error');
  });

  it('of objects’ own methods mean nothing', () => {
    expect(plain('{"toString": 1, "hasOwnProperty": 2}')).toEqual({ toString: 1, hasOwnProperty: 2 });
  });
});
