import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { below, firstSegment, pathOf, parameterValue, withoutParameters } from './path.ts';

describe('pathOf', () => {
  it.each([
    ['http://h/v1/responses', '/v1/responses', ''],
    ['http://h:80/v1/messages?beta=true', '/v1/messages', '?beta=true'],
    ['https://[::1]:8787/a%2Fb?x=%2F?y', '/a%2Fb', '?x=%2F?y'],
    ['http://h', '/', ''],
    ['http://h/?a', '/', '?a'],
    ['http://h//evil/x', '//evil/x', ''],
    ['http://h/a#b?c', '/a', ''],
    ['http://h/a?b#c', '/a', '?b'],
  ])('%s', (url, path, query) => {
    expect(pathOf(url)).toEqual({ path, query });
  });

  it('agrees with URL on every URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        const url = new URL(text);
        const { path, query } = pathOf(url.href);
        expect(path).toBe(url.pathname);
        // An empty query keeps its `?`, which `search` does not show.
        expect(path + query + url.hash).toBe(url.href.slice(url.origin.length).replace(/#$/, ''));
      }),
    );
  });
});

it('cuts off a mount path at a segment border only', () => {
  expect(below('/ai/v1/models', '/ai')).toBe('/v1/models');
  expect(below('/ai', '/ai')).toBe('/');
  expect(below('/aix/v1/models', '/ai')).toBeNull();
  expect(below('/v1/models', '/ai')).toBeNull();
  expect(below('/v1/models', '')).toBe('/v1/models');
});

it('decodes the first segment', () => {
  expect(firstSegment('/my%20provider/v1')).toBe('my provider');
  expect(firstSegment('/%zz/v1')).toBe('%zz');
  expect(firstSegment('/')).toBe('');
});

describe('withoutParameters', () => {
  const key = new Set(['key']);
  it.each([
    ['', ''],
    ['?', '?'],
    ['?alt=sse', '?alt=sse'],
    ['?key=secret', ''],
    ['?alt=sse&key=secret&x=%2f+y', '?alt=sse&x=%2f+y'],
    ['?KEY=a&k%65y=b&key&monkey=c', '?monkey=c'],
  ])('%s', (query, kept) => {
    expect(withoutParameters(query, key)).toBe(kept);
  });
});

describe('parameterValue', () => {
  const key = new Set(['key', '$key']);
  it.each([
    ['', undefined],
    ['?', undefined],
    ['?key', undefined],
    ['?key=', undefined],
    ['?monkey=a', undefined],
    ['?alt=sse&key=a%2Bb+c', 'a+b c'],
    ['?key=&K%65y=b=c&key=d', 'b=c'],
    ['?%24key=a', 'a'],
    ['?key=%zz', '%zz'],
  ])('%s', (query, value) => {
    expect(parameterValue(query, key)).toBe(value);
  });

  it('agrees with URLSearchParams, and finds nothing where withoutParameters has been', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom('key', '$key', 'keys', 'a'), fc.string()));
    fc.assert(
      fc.property(pairs, (parameters) => {
        const query = `?${new URLSearchParams(parameters)}`;
        const expected = parameters.find(([name, value]) => key.has(name) && value !== '')?.[1];
        expect(parameterValue(query, key)).toBe(expected);
        expect(parameterValue(withoutParameters(query, key), key)).toBeUndefined();
      }),
    );
  });
});
