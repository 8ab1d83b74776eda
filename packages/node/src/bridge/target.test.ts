import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadRequest } from './node-http.ts';
import { createOriginReader, pathOf } from './target.ts';

/** Pieces of paths that the URL standard rewrites, and some that it does not. */
const PIECES =
  '/ // . .. /. /.. /./ %2e %2E %2f % \\ ; : @ ? # * \' a v1 gpt-5.3 ~ ! $ & ( ) + , = " < > ` { } | ^ [ ] _';
const piece = fc.constantFrom(...PIECES.split(' '), ' ', '\t', '\n', '\0', '\u00e9', '\u4e2d');
const target = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
  fc.string({ unit: 'binary' }).map((text) => `/${text}`),
);

describe('pathOf', () => {
  it('sees the path that a Request sees, whatever the target', () => {
    const same = fc.property(target, (text) => {
      const native = new URL(new Request(`http://localhost${text}`).url);
      native.hash = '';
      expect(`http://localhost${pathOf(text)}`).toBe(native.href);
    });
    fc.assert(same, { numRuns: 2000 });
  });

  it('gives the same for what it gave', () => {
    const stable = fc.property(target, (text) => {
      expect(pathOf(pathOf(text))).toBe(pathOf(text));
    });
    fc.assert(stable);
  });

  it.each([
    ['http://evil.example', '/'],
    ['http://evil.example?q', '/?q'],
    ['http://evil.example/p?q#f', '/p?q'],
    ['HTTPS://user:pass@evil.example:1/a/../b', '/b'],
    ['http://evil.example\\@other/p', '/@other/p'],
    ['*', '/*'],
    ['', '/'],
    ['?q', '/?q'],
  ])('takes path and query of %j', (text, path) => {
    expect(pathOf(text)).toBe(path);
  });

  it.each(['p', 'evil.example:443', 'http:/p', '@evil', '#f'])('refuses %j, which is no path', (text) => {
    expect(() => pathOf(text)).toThrow(BadRequest);
  });
});

describe('the origin', () => {
  it.each([
    [false, 'Gateway.Example:8080', 'http://gateway.example:8080'],
    [false, 'gateway:80', 'http://gateway'],
    [true, 'gateway:443', 'https://gateway'],
    [true, '[::1]:8443', 'https://[::1]:8443'],
    [false, '127.0.0.1', 'http://127.0.0.1'],
    [false, 'under_score', 'http://under_score'],
    [false, undefined, 'http://localhost'],
  ])('secure %s, host %s', (secure, host, origin) => {
    expect(createOriginReader()(secure, host)).toBe(origin);
  });

  it.each([
    '',
    'a b',
    'a/b',
    'a\\b',
    'a?b',
    'a#b',
    'u@h',
    'u:p@h',
    'h:',
    'h:x',
    'h:99999',
    '[::1',
    '::1',
    '%61',
    'caf\u00e9',
    'h,h',
  ])('refuses %j', (host) => {
    expect(() => createOriginReader()(false, host)).toThrow(BadRequest);
  });

  it('does not take one host for another', () => {
    const originOf = createOriginReader();
    const asked = [
      [false, 'a'],
      [false, 'a'],
      [true, 'a'],
      [false, 'b'],
      [false, undefined],
      [false, 'a'],
    ] as const;
    expect(asked.map(([secure, host]) => originOf(secure, host))).toEqual([
      'http://a',
      'http://a',
      'https://a',
      'http://b',
      'http://localhost',
      'http://a',
    ]);
    expect(() => originOf(false, 'a@b')).toThrow(BadRequest);
    expect(originOf(false, 'a')).toBe('http://a');
  });
});
