import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostName } from './host-name.ts';

describe('hostName', () => {
  it.each([
    ['Gateway', 'gateway'],
    ['gateway:8787', 'gateway'],
    ['ai.example.com:443', 'ai.example.com'],
    ['127.0.0.1:8787', '127.0.0.1'],
    ['[::1]', '::1'],
    ['[FD7A::1]:8787', 'fd7a::1'],
  ])('of %s is %s', (host, name) => {
    expect(hostName(host)).toBe(name);
  });

  it.each([
    '',
    ':80',
    'a:',
    'a:b',
    'a:1:2',
    'evil/?',
    'x/#',
    'a@b',
    'http://a',
    '//a',
    'a b',
    'a\t',
    '::1',
    '[a',
    'ä',
  ])('is not in %j', (host) => {
    expect(hostName(host)).toBeNull();
  });

  it('is what the URL standard reads there, or nothing', () => {
    const host = fc.string({ unit: fc.constantFrom(...'abB.1-_:[]/?#@\\'), maxLength: 8 });
    fc.assert(
      fc.property(host, (text) => {
        const name = hostName(text);
        const url = URL.parse(`http://${text}/`);
        // Numbers are addresses to the URL standard, however they are written; to us they stay what they were.
        fc.pre(name !== null && url !== null && !/^[\d.x]+$/.test(name));
        expect([url.pathname, url.search, url.hash, url.username]).toEqual(['/', '', '', '']);
        expect(url.hostname.replaceAll(/[[\]]/g, '')).toBe(name);
      }),
      { numRuns: 3000 },
    );
  });
});
