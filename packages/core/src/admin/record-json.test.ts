import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callRecord } from '../testing/call-record.ts';
import { cellsOf } from './csv.ts';
import { recordJson } from './record-json.ts';
import { RECORD_COLUMNS } from './record-table.ts';
import { moneyJson } from './sums-json.ts';

describe('a record', () => {
  it('has a column for each of its fields', () => {
    expect([...cellsOf(recordJson(callRecord(1))).keys()]).toEqual(RECORD_COLUMNS);
  });

  it('tells nothing that is not known to be told', () => {
    const record = callRecord(1);
    const stuffed = {
      ...record,
      secret: 'planted',
      identity: { ...record.identity!, groups: ['planted'], token: 'planted' },
      client: { ...record.client, secret: 'planted' },
      route: { ...record.route!, apikey: 'planted' },
      answer: { ...record.answer!, text: 'planted' },
      usage: { ...record.usage, planted: 1 },
    };
    expect(recordJson(stuffed)).toEqual(recordJson(record));
  });
});

describe('money', () => {
  it.each([
    [0, '0.000000000'],
    [1, '0.000000001'],
    [1_234_567, '0.001234567'],
    [1e9, '1.000000000'],
    [12_345_678_901, '12.345678901'],
    [Number.MAX_SAFE_INTEGER, '9007199.254740991'],
    [1e21, '1000000000000.000000000'],
    [-1, '-0.000000001'],
  ])('%d nano-dollars are %s', (nanoDollars, dollars) => {
    expect(moneyJson(nanoDollars)).toEqual({ nano_dollars: nanoDollars, dollars });
  });

  it('is exact', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (nanoDollars) => {
        const { dollars } = moneyJson(nanoDollars);
        expect(dollars).toMatch(/^\d+\.\d{9}$/);
        expect(BigInt(dollars.replace('.', ''))).toBe(BigInt(nanoDollars));
      }),
    );
  });
});
