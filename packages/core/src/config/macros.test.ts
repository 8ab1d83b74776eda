import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Macros } from '../ports/config-source.ts';
import { substituteMacros } from './macros.ts';
import { parseObject } from './object.ts';
import { eachNode, valueOf } from './tree.ts';

const macros: Macros = {
  env: (name) => ({ KEY: 'sk-from-env', EMPTY: '', NESTED: '${env:KEY}' })[name],
  file: (path) => ({ '/run/key': 'sk-from-file\n', '/run/two': 'a\r\n\r\n' })[path],
};

const substitute = (value: unknown) => {
  const { root } = parseObject({ value });
  if (!root) throw new Error('no tree');
  const unsubstituted = substituteMacros(root, macros);
  const result = JSON.parse(JSON.stringify(valueOf(root))) as { value: unknown };
  return { value: result.value, unsubstituted, root };
};

describe('macros', () => {
  it.each([
    ['${env:KEY}', 'sk-from-env'],
    ['Bearer ${env:KEY}!', 'Bearer sk-from-env!'],
    ['${env:KEY}${file:/run/key}', 'sk-from-envsk-from-file'],
    ['${env:EMPTY}', ''],
    ['${env:NESTED}', '${env:KEY}'],
    ['${file:/run/key}', 'sk-from-file'],
    ['${file:/run/two}', 'a\r\n'],
    ['$${env:KEY}', '${env:KEY}'],
    ['$$${env:KEY}', '$${env:KEY}'],
    ['$KEY {KEY} $ $$', '$KEY {KEY} $ $$'],
    ['${env:KEY', '${env:KEY'],
  ])('make %j %j', (written, value) => {
    expect(substitute(written)).toMatchObject({ value, unsubstituted: null });
  });

  it('are looked for in every value and no key', () => {
    expect(substitute({ '${env:KEY}': ['${env:KEY}', 1, null, { a: '${env:KEY}' }] }).value).toEqual({
      '${env:KEY}': ['sk-from-env', 1, null, { a: 'sk-from-env' }],
    });
  });

  it.each([
    ['${env:GONE}', ['GONE']],
    ['${file:/gone}', ['/gone']],
    ['${KEY}', ['KEY']],
    ['${vault:KEY}', ['vault:KEY']],
    ['${}', ['']],
    ['${env:B} ${env:A} ${env:B}', ['B', 'A']],
  ])('that stand for nothing are named: %j', (written, names) => {
    expect(substitute(['fine', written]).unsubstituted).toEqual({ names, path: ['value', 1] });
  });

  it('keep what was written for messages', () => {
    const { root } = substitute({ a: 'x${env:KEY}', b: 'plain' });
    const raws = [...eachNode(root)].map(({ raw }) => raw).filter(Boolean);
    expect(raws).toEqual(['x${env:KEY}']);
  });

  it('are escaped by another dollar sign in front', () => {
    const text = fc.string({ unit: fc.constantFrom('$', '{', '}', 'a', 'env:', 'KEY') });
    fc.assert(
      // A dollar sign in front of an escape would be taken for a part of it.
      fc.property(
        text.filter((text) => !text.includes('$${')),
        (text) => {
          expect(substitute(text.replaceAll('${', '$${')).value).toBe(text);
        },
      ),
    );
  });
});
