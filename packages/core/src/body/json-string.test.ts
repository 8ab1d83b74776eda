import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonString } from './json-string.ts';

const encoder = new TextEncoder();

/** Where the string ends that begins at the start of the bytes, which come in pieces. */
function end(text: string, step: number): number {
  const bytes = encoder.encode(text);
  const string = new JsonString();
  for (let at = 0; at < bytes.length; at += step) {
    const found = string.findEnd(bytes, at, Math.min(bytes.length, at + step));
    if (found !== -1) return found;
  }
  return -1;
}

describe('the end of a string', () => {
  const long = 'x'.repeat(1_000);
  it.each([
    ['"', 0],
    ['a"b"', 1],
    ['\\""', 2],
    ['\\\\"', 2],
    ['\\\\\\"', -1],
    [`${long}"`, 1_000],
    [`${long}\\""`, 1_002],
    [`${long}\\\\"`, 1_002],
    [`${long}\\"${long}"`, 2_002],
    [long, -1],
    ['', -1],
  ])('%j', (text, at) => {
    for (const step of [1, 2, 127, 128, 129, 5_000]) expect(end(text, step)).toBe(at);
  });

  it('is where JSON has it, for any text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ minLength: 200 }),
      fc.constantFrom('\\', '"', '\\\\', '"\\'),
    );
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 6 }), fc.integer({ min: 1, max: 400 }), (parts, step) => {
        const json = JSON.stringify(parts.join('')).slice(1);
        expect(end(`${json},"next"`, step)).toBe(encoder.encode(json).length - 1);
      }),
    );
  });

  it('is not looked for behind the bytes that count', () => {
    const string = new JsonString();
    const bytes = encoder.encode(`${'x'.repeat(300)}"`);
    expect(string.findEnd(bytes, 0, 300)).toBe(-1);
    expect(string.findEnd(bytes, 300, 301)).toBe(300);
  });
});
