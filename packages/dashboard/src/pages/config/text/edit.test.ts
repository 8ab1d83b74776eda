import * as fc from 'fast-check';
import { parse, type ParseError } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { addItem, removeValue, renameKey, setValue, withValue, type Path } from './edit.ts';

const DOCUMENT = `// The config.
{
  // The providers.
  "providers": {
    // OpenAI
    "openai": {
      "baseurl": "https://api.openai.com", // no /v1
      "models": ["gpt-5.5"], // only one
    }, // openai ends

    // Anthropic,
    // in two lines
    "anthropic": {
      "models": ["a"],
    }, // anthropic ends
    // the last word
  },
  "grants": [
    { "src": ["*"] }, // yes
    // nobody
    { "src": [] }, // no
  ],
}
`;

/** The lines that are in one text only. */
function changes(before: string, after: string): string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `-${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

function valueOf(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  expect(errors, text).toEqual([]);
  return value;
}

describe('changing a document', () => {
  it('adds a provider behind the last one and its comment', () => {
    const text = setValue(DOCUMENT, ['providers', 'new'], { baseurl: 'http://x', models: ['m'] });
    expect(changes(DOCUMENT, text)).toEqual([
      '+    "new": {',
      '+      "baseurl": "http://x",',
      '+      "models": ["m"],',
      '+    },',
    ]);
    expect(text).toContain('    }, // anthropic ends\n    "new": {');
  });

  it('adds a section to a document that has none, and to an empty one', () => {
    const providers = { p: { baseurl: 'x', models: ['m'] } };
    expect(valueOf(setValue('{}', ['providers', 'p'], providers.p))).toEqual({ providers });
    expect(valueOf(setValue('// nothing yet', ['providers', 'p'], providers.p))).toEqual({ providers });
    expect(setValue('{\n  // nothing\n}\n', ['a'], 1)).toBe('{\n  // nothing\n  "a": 1\n}\n');
  });

  it('adds a field behind one that has no comma', () => {
    const text = '{\n\t"a": 1 // one\n}';
    expect(setValue(text, ['b'], 2)).toBe('{\n\t"a": 1, // one\n\t"b": 2\n}');
  });

  it('writes a value in place of another', () => {
    const text = setValue(DOCUMENT, ['providers', 'openai', 'baseurl'], 'http://y');
    expect(changes(DOCUMENT, text)).toEqual([
      '-      "baseurl": "https://api.openai.com", // no /v1',
      '+      "baseurl": "http://y", // no /v1',
    ]);
  });

  it('adds an item on the line where the others are', () => {
    const text = addItem(DOCUMENT, ['providers', 'openai', 'models'], 'o5');
    expect(changes(DOCUMENT, text)).toEqual([
      '-      "models": ["gpt-5.5"], // only one',
      '+      "models": ["gpt-5.5", "o5"], // only one',
    ]);
    expect(changes(DOCUMENT, addItem(DOCUMENT, ['grants', 1, 'src'], 'a@b.c'))).toEqual([
      '-    { "src": [] }, // no',
      '+    { "src": ["a@b.c"] }, // no',
    ]);
  });

  it('adds an item below others in lines of their own', () => {
    const text = addItem(DOCUMENT, ['grants'], { src: ['x'] });
    expect(changes(DOCUMENT, text)).toEqual(['+    {', '+      "src": ["x"],', '+    },']);
  });

  it('takes a provider out with the comments above and beside it, and no others', () => {
    const text = removeValue(DOCUMENT, ['providers', 'anthropic']);
    expect(text).toContain('    }, // openai ends\n\n    // the last word\n');
    expect(changes(DOCUMENT, text).filter((line) => line.includes('//'))).toEqual([
      '-    // Anthropic,',
      '-    // in two lines',
      '-    }, // anthropic ends',
    ]);
    expect(changes(DOCUMENT, removeValue(DOCUMENT, ['grants', 1]))).toEqual([
      '-    // nobody',
      '-    { "src": [] }, // no',
    ]);
  });

  it('leaves no comma behind the last one where there was none', () => {
    const text = '{\n  "a": 1, // one\n  "b": 2 // two\n}';
    expect(removeValue(text, ['b'])).toBe('{\n  "a": 1 // one\n}');
  });

  it.each([
    ['[1, 2, 3]', 0, '[2, 3]'],
    ['[1, 2, 3]', 1, '[1, 3]'],
    ['[1, 2, 3]', 2, '[1, 2]'],
    ['[1, 2,]', 1, '[1,]'],
    ['[ 1 ]', 0, '[  ]'],
    ['[1,]', 0, '[]'],
    ['[/* a */ 1, /* b */ 2]', 0, '[/* a */ /* b */ 2]'],
  ])('takes out of %s the item %i', (list, index, left) => {
    expect(removeValue(`{ "a": ${list} }`, ['a', index])).toBe(`{ "a": ${left} }`);
  });

  it('gives a provider another id where it stands', () => {
    const text = renameKey(DOCUMENT, ['providers', 'openai'], 'open"ai');
    expect(changes(DOCUMENT, text)).toEqual(['-    "openai": {', '+    "open\\"ai": {']);
  });

  it('writes as the document is written', () => {
    const text = '{\r\n    "a": {\r\n        "x": {}\r\n    }\r\n}';
    expect(setValue(text, ['a', 'y'], { p: { q: [1] } })).toBe(
      '{\r\n    "a": {\r\n        "x": {},\r\n        "y": {\r\n            "p": {\r\n                "q": [1]\r\n            }\r\n        }\r\n    }\r\n}',
    );
  });

  it('does nothing to what is not there', () => {
    expect(removeValue(DOCUMENT, ['providers', 'none'])).toBe(DOCUMENT);
    expect(renameKey(DOCUMENT, ['providers', 'none'], 'x')).toBe(DOCUMENT);
    expect(setValue('{ "a": 1 }', ['a', 'b'], 2)).toBe('{ "a": 1 }');
  });
});

/** A text for a value, with white space, comments and commas wherever they may be. */
function textOf(value: unknown, space: () => string, comma: () => string): string {
  const write = (inner: unknown): string => {
    if (typeof inner !== 'object' || inner === null) return JSON.stringify(inner);
    const items = Array.isArray(inner)
      ? inner.map(write)
      : Object.entries(inner).map(
          ([key, item]) => JSON.stringify(key) + space() + ':' + space() + write(item),
        );
    const [open, close] = Array.isArray(inner) ? '[]' : '{}';
    const last = items.length > 0 ? comma() : '';
    return open + items.map((item) => space() + item + space()).join(',') + last + space() + close;
  };
  return space() + write(value) + space();
}

const key = fc.constantFrom('a', 'b', 'c"', 'd/e', '');
const { value: anyValue } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(1, 'x // no comment', true, null, ',]'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
}));
const object = fc.dictionary(key, anyValue, { maxKeys: 4, noNullPrototype: true });

/** Each comment has a number of its own, by which it is found again. */
const texts = fc.tuple(object, fc.infiniteStream(fc.nat({ max: 9 }))).map(([value, stream]) => {
  let n = 0;
  const pick = (): number => stream.next().value as number;
  const space = (): string =>
    [
      '',
      '',
      ' ',
      '\n  ',
      `/*${n++},*/`,
      ` // }${n++}\n`,
      `\n\n// "${n++}\n  `,
      `\n/*\n// ${n++} */\n`,
      '\n',
      '\t',
    ][pick()] as string;
  return { value, text: textOf(value, space, () => (pick() < 5 ? ',' : '')) };
});

/** Every path of a value, the top excepted. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  return entries.flatMap(([name, inner]) => {
    const at: Path = [...path, Array.isArray(value) ? Number(name) : name];
    return [at].concat(pathsOf(inner, at));
  });
}

/** Changes a copy of a value as the text is to be changed. */
function changed(value: unknown, path: Path, change: (owner: never, step: never) => void): unknown {
  const copy = structuredClone(value);
  let owner = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) owner = owner[step] as typeof owner;
  change(owner as never, path.at(-1) as never);
  return copy;
}

const commentsOf = (text: string): string[] => text.match(/\/\*[^]*?\*\/|\/\/ ?["}]?\d+/g) ?? [];

describe('any document', () => {
  it('has what was set, all else as it was, and every comment', () => {
    fc.assert(
      fc.property(texts, anyValue, fc.nat(), key, ({ value, text }, fresh, at, name) => {
        const owners: Path[] = [[], ...pathsOf(value)];
        const owner = owners[at % owners.length] as Path;
        const inner = owner.reduce<unknown>((outer, step) => (outer as never)[step], value);
        const path = Array.isArray(inner) ? [...owner, inner.length] : [...owner, name];
        if (typeof inner !== 'object' || inner === null) return;
        const isNew = Array.isArray(inner) || !Object.hasOwn(inner, name);
        const result = Array.isArray(inner) ? addItem(text, owner, fresh) : setValue(text, path, fresh);
        const wanted = changed(value, path, (target: Record<string, unknown>, step: string) => {
          target[step] = fresh;
        });
        expect(valueOf(result)).toEqual(wanted);
        if (isNew) for (const comment of commentsOf(text)) expect(result).toContain(comment);
      }),
    );
  });

  it('is without what was taken out, and all else is as it was', () => {
    fc.assert(
      fc.property(texts, fc.nat(), ({ value, text }, at) => {
        const paths = pathsOf(value);
        const path = paths[at % Math.max(1, paths.length)];
        if (!path) return;
        const wanted = changed(value, path, (owner: unknown[] | Record<string, unknown>, step: never) => {
          if (Array.isArray(owner)) owner.splice(step, 1);
          else delete owner[step];
        });
        const result = withValue(text, path, undefined);
        expect(valueOf(result)).toEqual(wanted);
        // Text that was not there before does not come.
        expect(result.length).toBeLessThan(text.length);
      }),
    );
  });
});
