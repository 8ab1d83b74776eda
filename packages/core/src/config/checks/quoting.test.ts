import { describe, expect, it } from 'vitest';
import { bareUrl, firstWord } from './quoting.ts';

describe('the first word', () => {
  it.each([
    ['Bearer', 'Bearer'],
    ['oauth2', 'oauth2'],
    ['cf-aig-authorization', 'cf-aig-authorization'],
    ['Authorization Bearer abc', 'Authorization…'],
    ['', ''],
    // A key in the wrong place is not shown, not even its beginning.
    ['sk-ant-api', '…'],
    ['sk-proj-0123456789', '…'],
    ['AIzaSyD0123456789abcdef', '…'],
    ['0123456789abcdef', '…'],
  ])('of %j', (text, shown) => {
    expect(firstWord(text)).toBe(shown);
  });
});

it('a URL without what may be secret in it', () => {
  expect(bareUrl('https://user:pass@host.example/path?key=1#x')).toBe('https://host.example/path');
});
