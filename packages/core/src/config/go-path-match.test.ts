import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePathMatch } from './go-path-match.ts';

/** The cases of Go's own test of `path.Match`. */
const GO: readonly (readonly [pattern: string, name: string, matches: boolean | null])[] = [
  ['abc', 'abc', true],
  ['*', 'abc', true],
  ['*c', 'abc', true],
  ['a*', 'a', true],
  ['a*', 'abc', true],
  ['a*', 'ab/c', false],
  ['a*/b', 'abc/b', true],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxe/xxx/f', false],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/fff', false],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[e-g]', 'abc', false],
  ['ab[^c]', 'abc', false],
  ['ab[^b-d]', 'abc', false],
  ['ab[^e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'ab', false],
  ['a?b', 'a☺b', true],
  ['a[^a]b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['a[^a][^a][^a]b', 'a☺b', false],
  ['[a-ζ]*', 'α', true],
  ['*[a-ζ]', 'A', false],
  ['a?b', 'a/b', false],
  ['a*b', 'a/b', false],
  ['[\\]a]', ']', true],
  ['[\\-]', '-', true],
  ['[x\\-]', 'x', true],
  ['[x\\-]', '-', true],
  ['[x\\-]', 'z', false],
  ['[\\-x]', 'x', true],
  ['[\\-x]', '-', true],
  ['[\\-x]', 'a', false],
  ['[]a]', ']', null],
  ['[-]', '-', null],
  ['[x-]', 'x', null],
  ['[x-]', '-', null],
  ['[x-]', 'z', null],
  ['[-x]', 'x', null],
  ['[-x]', '-', null],
  ['[-x]', 'a', null],
  ['\\', 'a', null],
  ['[a-b-c]', 'a', null],
  ['[', 'a', null],
  ['[^', 'a', null],
  ['[^bc', 'a', null],
  ['a[', 'a', null],
  ['a[', 'ab', null],
  ['a[', 'x', null],
  ['a/b[', 'x', null],
  ['*x', 'xxx', true],
];

it.each(GO)('decides %j on %j as Go does', (pattern, name, matches) => {
  expect(compilePathMatch(pattern)?.matches(name) ?? null).toBe(matches);
});

it.each([
  ['claude-*', 'claude-opus-4-5@20251101', true],
  ['claude-*', 'anthropic/claude-opus-4-5', false],
  ['*/claude-*', 'anthropic/claude-opus-4-5', true],
  ['**', 'a/b', false],
  ['gpt-?', 'gpt-5', true],
  ['gpt-[45]*', 'gpt-5.5', true],
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['a[*]b', 'a*b', true],
  // A class may take a slash, in Go as here; a star may not skip one to get there.
  ['a[^b]c', 'a/c', true],
  ['*[^b]c', 'a/c', true],
  ['*c', 'a/c', false],
])('%j on %j', (pattern, name, matches) => {
  expect(compilePathMatch(pattern)?.matches(name)).toBe(matches);
});

/** The plain reading of patterns without classes. */
function reads(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  const [head, ...rest] = Array.from(pattern);
  const tail = rest.join('');
  const [first, ...others] = Array.from(name);
  if (head === '*') {
    return reads(tail, name) || (first !== undefined && first !== '/' && reads(pattern, others.join('')));
  }
  if (first === undefined) return false;
  if (head === '?') return first !== '/' && reads(tail, others.join(''));
  if (head === '\\') return first === rest[0] && reads(rest.slice(1).join(''), others.join(''));
  return first === head && reads(tail, others.join(''));
}

describe('for any pattern', () => {
  const tokens = fc.array(fc.constantFrom('*', '?', 'a', 'b', '/', '\\*', '\\a', '😀'), { maxLength: 8 });
  const names = fc.array(fc.constantFrom('a', 'b', '*', '/', '😀'), { maxLength: 8 });

  it('reads stars, question marks and escapes plainly', () => {
    fc.assert(
      fc.property(tokens, names, (pattern, name) => {
        const [written, text] = [pattern.join(''), name.join('')];
        expect(compilePathMatch(written)?.matches(text)).toBe(reads(written, text));
      }),
    );
  });

  it('never throws, and takes any name that is written with escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (pattern, name) => {
        compilePathMatch(pattern)?.matches(name);
        const escaped = Array.from(name, (character) => `\\${character}`).join('');
        expect(compilePathMatch(escaped)?.matches(name)).toBe(true);
        expect(compilePathMatch(escaped)?.matches(`${name}x`)).toBe(false);
      }),
    );
  });

  it('takes for a class what lies within one of its ranges', () => {
    const letter = fc.constantFrom(...'abcdefgh');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(letter, letter), { minLength: 1, maxLength: 3 }),
        letter,
        fc.boolean(),
        (ranges, name, negated) => {
          const pattern = `[${negated ? '^' : ''}${ranges.map(([low, high]) => `${low}-${high}`).join('')}]`;
          const within = ranges.some(([low, high]) => low <= name && name <= high);
          expect(compilePathMatch(pattern)?.matches(name)).toBe(within !== negated);
        },
      ),
    );
  });

  it('takes no longer for one that was made to be slow', () => {
    const pattern = compilePathMatch(`${'a*'.repeat(50)}b`);
    expect(pattern?.matches('a'.repeat(5000))).toBe(false);
  });
});
