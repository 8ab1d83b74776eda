/** The tests of the headers that calls are found and summed by, run on each kind of database. */
import type { HeaderFilter, UsageQuery } from '@aperturejs/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DatabaseAddress } from '../database/address.ts';
import { openEngine, type Engine } from '../engine.ts';
import { entry, idOf } from './records.ts';

/**
 * What is found and summed by headers.
 *
 * @param newDatabase gives the address of an empty database
 */
export function describeHeaders(newDatabase: () => Promise<DatabaseAddress>): void {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine(await newDatabase());
  });
  afterEach(() => engine.close());

  const red = { headers: { 'x-team': 'red' } };
  beforeEach(async () => {
    await engine.write([
      entry(0, red),
      entry(1, { headers: { 'x-team': 'red', 'x-ticket': 'T\0\ud800' } }),
      entry(2, { headers: { 'x-team': 'blue' }, model: 'claude', outcome: 'refused' }),
      entry(3),
    ]);
    await engine.write([entry(0, red), entry(70, red)]);
  });
  const found = async (header: HeaderFilter, more: object = {}): Promise<string[]> =>
    (await engine.find({ header, limit: 10, ...more })).records.map(({ id }) => id);

  it('find the calls that had them', async () => {
    expect(await found({ name: 'x-team' })).toEqual([70, 2, 1, 0].map(idOf));
    expect(await found({ name: 'x-team', value: 'red' })).toEqual([70, 1, 0].map(idOf));
    expect(await found({ name: 'x-team', value: 'red' }, { cursor: idOf(70) })).toEqual([1, 0].map(idOf));
    expect(await found({ name: 'x-team', value: 'red' }, { model: 'claude' })).toEqual([]);
    expect(await found({ name: 'x-ticket', value: 'T\0\ud800' })).toEqual([idOf(1)]);
    for (const header of [{ name: 'x-team', value: '' }, { name: 'X-Team' }, { name: 'red' }, { name: '%' }])
      expect(await found(header)).toEqual([]);
    expect(await engine.get(idOf(0))).toEqual(entry(0, red));
  });

  it('are what sums are told apart by', async () => {
    const sums = async (query: Omit<UsageQuery, 'header'>, value?: string) =>
      (await engine.usage({ ...query, header: { name: 'x-team', ...(value !== undefined && { value }) } }))
        .map(({ key, requests, failed, usage }) => [key, requests, failed, usage.inputTokens])
        .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    expect(await sums({ by: [] })).toEqual([[{}, 4, 1, 40]]);
    expect(await sums({ by: ['header'] })).toEqual([
      [{ header: 'blue' }, 1, 1, 10],
      [{ header: 'red' }, 3, 0, 30],
    ]);
    expect(await sums({ by: ['header', 'model'], model: 'gpt-5' })).toEqual([
      [{ header: 'red', model: 'gpt-5' }, 3, 0, 30],
    ]);
    expect(await sums({ by: ['hour'] }, 'red')).toEqual([
      [{ hour: '2026-11-24T10:00:00.000Z' }, 2, 0, 20],
      [{ hour: '2026-11-24T11:00:00.000Z' }, 1, 0, 10],
    ]);
    expect(await sums({ by: ['user'], user: 'bob@example.com' })).toEqual([]);
    // Others are as ever.
    expect(await engine.usage({ by: [] })).toMatchObject([{ requests: 5 }]);
  });
}
