import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from './changes.ts';

const told = (before: object, after: object): string[] =>
  changesBetween(JSON.stringify(before), JSON.stringify(after)).map(({ kind, text }) => `${kind} ${text}`);
const KEY = 'keyid:p:p:1f2e3d4c';
const OTHER = 'keyid:p:p:00000000';
const provider = (more: object): object => ({
  providers: { p: { baseurl: 'https://a', apikey: KEY, ...more } },
});

describe('a change', () => {
  it.each<[object, object, string[]]>([
    [{}, { server: { port: 1 } }, ['added server added: {"port":1}']],
    [provider({}), { providers: {} }, ['removed providers.p removed']],
    [{ providers: {} }, provider({}), ['added providers.p added: {"baseurl":"https://a","apikey":"(key)"}']],
    [provider({}), provider({ disabled: true }), ['added providers.p.disabled added: true']],
    [provider({}), provider({ apikey: OTHER }), ['changed providers.p.apikey: another key']],
    [provider({ apikey: '' }), provider({}), ['changed providers.p.apikey: another key']],
    [
      provider({}),
      provider({ apikey: '${env:K}' }),
      ['changed providers.p.apikey: "${env:K}" in place of a key'],
    ],
    [
      provider({}),
      provider({ baseurl: 'https://b' }),
      ['changed providers.p.baseurl: "https://a" → "https://b"; its stored key is sent there from now on'],
    ],
    [
      provider({}),
      provider({ baseurl: 'https://b', apikey: OTHER }),
      ['changed providers.p.baseurl: "https://a" → "https://b"', 'changed providers.p.apikey: another key'],
    ],
    [
      provider({ models: ['a', 'b'] }),
      provider({ models: ['b', 'c', 'd'] }),
      ['changed providers.p.models[1]: "a" → "c"', 'added providers.p.models[2] added: "d"'],
    ],
    [
      provider({ models: ['a', 'b'] }),
      provider({ models: ['b', 'a'] }),
      ['changed providers.p.models: another order'],
    ],
    [
      { grants: [{ src: ['a'] }, { src: ['b'] }] },
      { grants: [{ src: ['new'] }, { src: ['a'] }, { src: ['b'] }] },
      ['added grants[0] added: {"src":["new"]}'],
    ],
    [{ grants: [{ src: ['a'], x: 1 }] }, { grants: [{ src: ['a'], x: 2 }] }, ['changed grants[0].x: 1 → 2']],
    [
      { server: { port: 1 } },
      { server: { port: 2 } },
      ['changed server.port: 1 → 2; takes effect when the server starts again'],
    ],
  ])('from %j to %j', (before, after, changes) => expect(told(before, after)).toEqual(changes));

  it('of comments alone is one as well, and none is none', () => {
    expect(changesBetween('{}', '{} // new')).toMatchObject([
      { path: '', text: expect.stringContaining('comments') as string },
    ]);
    expect(changesBetween('{}', '{}')).toEqual([]);
    expect(changesBetween(null, '{}')).toEqual([]);
  });

  it('of very much is told in part', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]));
    const changes = changesBetween('{}', JSON.stringify(many));
    expect([changes.length, changes.at(-1)?.text]).toEqual([201, 'and 800 more changes']);
  });

  it('is told of whatever is different, and of nothing else', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (one, other) => {
          const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
          expect(changesBetween(a, a)).toEqual([]);
          expect(changesBetween(a, b).length > 0).toBe(a !== b);
        },
      ),
    );
  });
});
