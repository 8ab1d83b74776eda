import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

const TABLE: readonly [pattern: string, subject: string, expected: boolean][] = [
  // The rows of spec/aperture.md 2.4.
  ['**', 'openai/gpt-5', true],
  ['anthropic/**', 'anthropic/claude-opus-5', true],
  ['anthropic/**', 'anthropic-eu/claude-opus-5', false],
  ['openai/gpt-5', 'openai/gpt-5', true],
  ['openai/gpt-5', 'openai/gpt-5-mini', false],
  ['*/claude-sonnet*', 'anthropic/claude-sonnet-5', true],
  ['*/claude-sonnet*', 'vercel/anthropic/claude-sonnet-5', false],
  ['aperture-*/**', 'aperture-west/gpt-5', true],
  ['aperture-*/**', 'aperture/gpt-5', false],
  // Model ids may hold slashes.
  ['openrouter/**', 'openrouter/meta-llama/llama-3.1:free', true],
  ['openrouter/*', 'openrouter/meta-llama/llama-3.1:free', false],
  ['openrouter/*/*:free', 'openrouter/meta-llama/llama-3.1:free', true],
  ['**/llama*', 'openrouter/meta-llama/llama-3.1:free', true],
  ['openrouter/**/llama-3.1:free', 'openrouter/llama-3.1:free', true],
  ['a/**/b/**/c', 'a/x/b/b/y/c', true],
  ['a/**/b/**/c', 'a/x/c/b', false],
  // A star takes the empty run too, and parts may not overlap.
  ['openai/gpt*5', 'openai/gpt5', true],
  ['openai/aba*aba', 'openai/ababa', false],
  ['openai/*a*a*', 'openai/banana', true],
  // Two stars inside a segment do not leave it.
  ['open**', 'openai/gpt-5', false],
  ['openai/gpt**', 'openai/gpt-5', true],
  ['openai/***', 'openai/a/b', false],
  // Nothing else is special.
  ['openai/gpt-?', 'openai/gpt-5', false],
  ['openai/gpt-[45]', 'openai/gpt-5', false],
  ['openai/gpt-[45]*', 'openai/gpt-[45]-x', true],
  ['openai/{a,b}*', 'openai/a', false],
  ['openai/gpt.5*', 'openai/gpt-5', false],
  ['!openai/*', 'anthropic/claude', false],
  ['*/.hidden', 'openai/.hidden', true],
  ['openai/*', 'openai/.hidden', true],
  ['openai/*', 'openai/a\nb', true],
  ['OpenAI/*', 'openai/gpt-5', false],
  ['', 'openai/gpt-5', false],
  ['*', 'openai/gpt-5', false],
];

describe('compilePattern', () => {
  it.each(TABLE)('%s on %s: %s', (pattern, subject, expected) => {
    expect(compilePattern(pattern).matches(subject)).toBe(expected);
  });

  it('keeps its source', () => {
    expect(compilePattern('a/*').source).toBe('a/*');
  });

  it('agrees with the definition written down naively', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 10 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '**', '.'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (glob, subject) => {
        expect(compilePattern(glob).matches(subject)).toBe(definition(glob, subject));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes whatever it is cut from', () => {
    const piece = fc.stringMatching(/^[a-z0-9.:?[\]{}+-]{0,6}$/);
    fc.assert(
      fc.property(fc.array(fc.array(piece, { minLength: 1, maxLength: 4 }), { minLength: 1 }), (segments) => {
        const glob = segments.map((parts) => parts.join('*')).join('/');
        const subject = segments.map((parts) => parts.join('xyz')).join('/');
        expect(compilePattern(glob).matches(subject)).toBe(true);
        expect(compilePattern(`${glob}/**`).matches(`${subject}/more/of/it`)).toBe(true);
        expect(compilePattern(`**/${glob}`).matches(`more/${subject}`)).toBe(true);
      }),
    );
  });

  // Each of these takes a backtracking matcher longer than the test run lives.
  it.each([
    ['within a segment', `${'*a'.repeat(500)}*b`, 'a'.repeat(20_000)],
    ['across segments', `${'**/a/'.repeat(200)}b`, 'a/'.repeat(5_000)],
    ['both at once', `${'**/*a*a*/'.repeat(50)}b`, 'aaa/'.repeat(5_000)],
  ])('ends on hostile input %s', (_, glob, subject) => {
    expect(compilePattern(glob).matches(subject)).toBe(false);
  });
});

/** The definition, without a thought for speed: every way to split is tried. */
function definition(glob: string, subject: string): boolean {
  const segments = (pattern: string[], rest: string[]): boolean => {
    const [head, ...tail] = pattern;
    if (head === undefined) return rest.length === 0;
    if (head === '**') return rest.some((_, i) => segments(tail, rest.slice(i))) || segments(tail, []);
    return rest.length > 0 && characters(head, rest[0] as string) && segments(tail, rest.slice(1));
  };
  const characters = (pattern: string, text: string): boolean => {
    if (pattern === '') return text === '';
    if (pattern[0] !== '*') return pattern[0] === text[0] && characters(pattern.slice(1), text.slice(1));
    return characters(pattern.slice(1), text) || (text !== '' && characters(pattern, text.slice(1)));
  };
  return segments(glob.split('/'), subject.split('/'));
}
