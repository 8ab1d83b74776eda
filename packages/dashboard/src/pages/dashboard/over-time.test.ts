import { expect, it } from 'vitest';
import type { UsageRowJson } from '../../api/records.ts';
import { totalOf } from '../../api/sums.ts';
import { stacked } from '../../ui/stacked.ts';
import { byModel, overTime } from './over-time.ts';

const NOW = Date.UTC(2026, 10, 24, 10, 30);
const row = (
  hour: number,
  model: string,
  output: number,
  more: Partial<UsageRowJson> = {},
): UsageRowJson => ({
  key: { hour: new Date(Date.UTC(2026, 10, 24, hour)).toISOString(), model },
  requests: 1,
  failed: 0,
  usage: { input_tokens: 10, output_tokens: output },
  cost: { nano_dollars: output * 100, dollars: '0' },
  unpriced: 0,
  duration_ms: 1,
  ...more,
});
const OPTIONS = { step: 'hour', length: 3 * 3_600_000, now: NOW, most: 3 } as const;

it('every hour of the range is there, and nothing outside of it', () => {
  const rows = [row(8, 'a', 1), row(10, 'a', 2), row(10, 'a', 5), row(3, 'a', 9)];
  const { times, series } = stacked(overTime(rows, 'hour', 'cost'), OPTIONS);
  expect(times.map((time) => new Date(time * 1000).getUTCHours())).toEqual([7, 8, 9, 10]);
  expect(series).toEqual([{ name: 'a', values: [0, 100, 0, 700] }]);
});

it('the models with the most come first, the others together', () => {
  const rows = [row(8, 'a', 1), row(8, 'b', 3), row(9, 'c', 2), row(9, 'd', 9), row(9, 'e', 0)];
  const { series } = stacked(overTime(rows, 'hour', 'cost'), OPTIONS);
  expect(series.map(({ name, values }) => [name, values[1], values[2]])).toEqual([
    ['d', 0, 900],
    ['b', 300, 0],
    ['2 others', 100, 200],
  ]);
});

it('tokens are those that went in and those that came out', () => {
  expect(overTime([row(8, 'a', 5)], 'hour', 'tokens').map(({ amount }) => amount)).toEqual([15]);
});

it('sums by model, and of all', () => {
  const rows = [
    row(8, 'a', 1),
    row(9, 'b', 2, { unpriced: 1 }),
    row(10, 'b', 3),
    row(10, '', 0, { failed: 1 }),
  ];
  const sums = byModel(rows);
  expect(sums.map(({ model, requests, output }) => [model, requests, output])).toEqual([
    ['b', 2, 5],
    ['a', 1, 1],
    ['no model', 1, 0],
  ]);
  expect(totalOf(rows)).toEqual({
    requests: 4,
    failed: 1,
    input: 40,
    cached: 0,
    output: 6,
    nanoDollars: 600,
    unpriced: 1,
  });
});
