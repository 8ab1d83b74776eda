import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integer, oneOf, readParameters, refuseMistakes, someOf, text } from './parameters.ts';
import { recordsAsked, usageAsked } from './record-parameters.ts';

const KNOWN = {
  word: text(5),
  count: integer(1, 10),
  kind: oneOf('plain', 'fancy'),
  kinds: someOf('plain', 'fancy'),
};
const read = (query: string) => readParameters(query, KNOWN);

describe('parameters', () => {
  it('are read as what they must be', () => {
    expect(read('?word=a%20b+c&count=10&kind=fancy&kinds=fancy,plain')).toEqual({
      values: { word: 'a b c', count: 10, kind: 'fancy', kinds: ['fancy', 'plain'] },
      mistakes: [],
    });
    expect(read('')).toEqual({ values: {}, mistakes: [] });
    expect(read('?')).toEqual({ values: {}, mistakes: [] });
  });

  it.each([
    ['word=abcdef', 'must have no more than 5 characters'],
    ['word=', 'is empty'],
    ['word', 'is empty'],
    ['count=0', 'must be a whole number from 1 to 10'],
    ['count=11', 'must be a whole number from 1 to 10'],
    ['count=1.0', 'must be a whole number from 1 to 10'],
    ['count=0x1', 'must be a whole number from 1 to 10'],
    ['count=%EF%BC%91', 'must be a whole number from 1 to 10'],
    ['kind=plian', 'must be one of plain, fancy; did you mean "plain"?'],
    ['kinds=plain,,fancy', 'must be some of plain, fancy, with commas'],
    ['kinds=plain,plain', 'names one of its words twice'],
  ])('say what is wrong: %s', (query, message) => {
    const [name = '', value = ''] = query.split('=');
    expect(read(`?${query}`)).toEqual({
      values: {},
      mistakes: [{ location: `query.${name}`, message, value: decodeURIComponent(value) }],
    });
  });

  it('that come twice are a mistake, the first one being read', () => {
    expect(read('?count=1&count=2')).toEqual({
      values: { count: 1 },
      mistakes: [{ location: 'query.count', message: 'came more than once', value: '2' }],
    });
  });

  it('that are not known may hold a secret, which is not said back', () => {
    const { mistakes } = read('?key=sk-a-secret-of-the-client&sk-proj-0123456789abcdef=1');
    expect(mistakes).toEqual([
      { location: 'query.key', message: 'is not known' },
      { location: 'query.[redacted]', message: 'is not known' },
    ]);
    expect(read('?count=sk-proj-0123456789abcdef').mistakes[0]?.value).toBe('[redacted]');
  });

  it('are not counted for ever', () => {
    const { mistakes } = read(`?${Array.from({ length: 5_000 }, (_, i) => `x${i}=1`).join('&')}`);
    expect(mistakes).toHaveLength(20);
  });

  it('of any kind are values of the right kind, or mistakes that name them', () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(KNOWN), '__proto__', 'constructor'), fc.string());
    const value = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom('plain', 'fancy,plain'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (pairs) => {
        const { values, mistakes } = read(`?${new URLSearchParams(pairs)}`);
        expect(Object.keys(KNOWN)).toEqual(expect.arrayContaining(Object.keys(values)));
        expect(Object.keys(values).length + mistakes.length).toBe(pairs.length);
        if (values.word !== undefined) expect(values.word.length).toBeLessThanOrEqual(5);
        if (values.count !== undefined) expect(values.count >= 1 && values.count <= 10).toBe(true);
        if (values.kind !== undefined) expect(['plain', 'fancy']).toContain(values.kind);
        if (mistakes.length === 0) return;
        const refusal = refuseMistakes(mistakes);
        for (const { message } of mistakes) expect(refusal.message).toContain(message);
        expect(() => JSON.stringify(refusal)).not.toThrow();
      }),
    );
  });
});

describe('questions', () => {
  it('of any query are filters within their limits, or are refused with all mistakes', () => {
    const names = ['from', 'to', 'user', 'model', 'status', 'outcome', 'q', 'limit', 'max', 'cursor', 'by'];
    const name = fc.constantFrom(...names, 'format', 'client', 'session', 'provider', 'x');
    const value = fc.oneof(
      fc.string(),
      fc.integer({ min: -5, max: 2_000_000 }).map(String),
      fc.constantFrom('csv', 'jsonl', 'json', 'refused', '-24h', '2026-11-24', 'user', 'day,user'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 6 }), (pairs) => {
        const query = `?${new URLSearchParams(pairs)}`;
        const records = recordsAsked(query, []);
        if ('code' in records) expect(records.errors?.length).toBeGreaterThan(0);
        else {
          const { filter, count, format } = records;
          expect(count >= 1 && count <= (format === 'json' ? 1_000 : 1_000_000)).toBe(true);
          expect((filter.text ?? '').length).toBeLessThanOrEqual(200);
          expect((filter.from ?? 0) < (filter.to ?? Infinity)).toBe(true);
          expect(Object.values(filter)).not.toContain(undefined);
        }
        const sums = usageAsked(query, []);
        if ('code' in sums) expect(sums.errors?.length).toBeGreaterThan(0);
        else for (const time of [sums.query.from, sums.query.to]) expect((time ?? 0) % 3_600_000).toBe(0);
      }),
    );
  });
});
