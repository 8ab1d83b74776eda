import { expect, it } from 'vitest';
import type { UsageRowJson } from '../../api/records.ts';
import { activeUsers, sharesBy } from './sums.ts';

const row = (key: UsageRowJson['key'], requests: number): UsageRowJson => ({
  key,
  requests,
  failed: 1,
  usage: { input_tokens: 10, output_tokens: 1 },
  cost: { nano_dollars: 5, dollars: '0' },
  unpriced: 0,
  duration_ms: 0,
});

it('sums by a key, with how many use it', () => {
  const rows = [
    row({ model: 'a', user: 'alice' }, 1),
    row({ model: 'b', user: 'alice' }, 2),
    row({ model: 'b', user: 'bob' }, 3),
    row({ model: '', user: '' }, 1),
  ];
  expect(sharesBy('model', rows)).toEqual([
    { name: 'b', requests: 5, failed: 2, tokens: 22, nanoDollars: 10, unpriced: 0, users: 2 },
    { name: 'a', requests: 1, failed: 1, tokens: 11, nanoDollars: 5, unpriced: 0, users: 1 },
    { name: 'no model', requests: 1, failed: 1, tokens: 11, nanoDollars: 5, unpriced: 0, users: 0 },
  ]);
  expect(sharesBy('user', rows).map(({ name, users }) => [name, users])).toEqual([
    ['alice', 1],
    ['bob', 1],
    ['nobody known', 0],
  ]);
});

it('counts each user once a day', () => {
  const [monday, tuesday] = ['2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'];
  const rows = [
    row({ day: monday, user: 'alice' }, 1),
    row({ day: monday, user: 'alice' }, 1),
    row({ day: monday, user: 'bob' }, 1),
    row({ day: tuesday, user: 'bob' }, 1),
    row({ day: tuesday, user: '' }, 1),
  ];
  expect(activeUsers(rows, 'day').map(({ time, amount }) => [time, amount])).toEqual([
    [monday, 2],
    [tuesday, 1],
  ]);
});
