import { expect, it } from 'vitest';
import { secretState, withoutTyped } from './secrets.ts';

it.each([
  ['', 'none'],
  ['keyid:p:openai:1f2e3d4c', 'stored'],
  ['keyfile::keyid:p:vertex:1f2e3d4c', 'stored'],
  ['${env:OPENAI_API_KEY}', 'elsewhere'],
  ['keyfile::${env:ACCOUNT}', 'elsewhere'],
  ['${env:ID}:${env:SECRET}', 'elsewhere'],
  ['${env:ID}:abc', 'typed'],
  ['sk-proj-1', 'typed'],
])('takes %j for %s', (written, state) => {
  expect(secretState(written)).toBe(state);
});

it('shows dots in place of the keys that were typed, and leaves all else', () => {
  const text = `{
  "providers": {
    "a": { "apikey": "sk-secret", "name": "sk-secret" }, // new
    "b": { "apikey": "keyid:p:b:1f2e3d4c" },
    "c": { "apikey": "\${env:KEY}" },
  },
  "exporters": { "s3": { "access_secret": "shh" } },
}`;
  expect(withoutTyped(text)).toBe(text.replace('"sk-secret"', '"••••••••"').replace('"shh"', '"••••••••"'));
});

it('shows text with mistakes as far as it can be read', () => {
  expect(withoutTyped('{ "providers": { "a": { "apikey": "sk-secret", ')).not.toContain('sk-secret');
  expect(withoutTyped('')).toBe('');
});
