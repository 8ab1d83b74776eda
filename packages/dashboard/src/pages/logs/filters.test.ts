import { describe, expect, it } from 'vitest';
import type { RecordJson } from '../../api/records.ts';
import { failsAnew, filtersIn, matches, withCalls, withRecords } from './filters.ts';

const record = (n: number, more: Partial<RecordJson> = {}): RecordJson => ({
  id: `0${n}`,
  time: new Date(Date.UTC(2026, 10, 24, 10, n)).toISOString(),
  identity: { login: 'alice@example.com', node: null, tags: [], source: 'x' },
  client: { name: 'codex', version: '1' },
  method: 'POST',
  path: '/v1/responses',
  format: 'openai_responses',
  provider: 'openai',
  model: { asked: 'openai/gpt-5.5', served: 'gpt-5.5', answered: null },
  route: null,
  status: 200,
  outcome: 'completed',
  refusal: null,
  error: null,
  streamed: true,
  answer: null,
  usage: { input_tokens: 10, output_tokens: 1 },
  cost: { nano_dollars: 5, dollars: '0', basis: 'x', source: 'x' },
  session: 's1',
  sizes: { request_bytes: 1, response_bytes: 1 },
  timings: { queue_ms: 1, upstream_head_ms: 2, first_event_ms: 3, total_ms: 4, gateway_ms: 1 },
  ...more,
});

it('are read from the address, without what makes no sense', () => {
  const read = (text: string) => filtersIn(new URLSearchParams(text));
  expect(read('user=a&status=404&outcome=refused&q=+x+&range=1h&page=2')).toEqual({
    user: 'a',
    status: '404',
    outcome: 'refused',
    q: 'x',
  });
  expect(read('user=&status=abc&outcome=__proto__&status=999')).toEqual({});
  expect(read('failed=true&from=2026-11-24T10:00:00%2B02:00&to=2026-11-24T10:00:00Z')).toEqual({
    failed: 'true',
    from: '2026-11-24T08:00:00.000Z',
    to: '2026-11-24T10:00:00.000Z',
  });
  // A time without a zone would be another one for everybody.
  expect(read('failed=1&from=2026-11-24T10:00&to=2026-13-99T10:00:00Z')).toEqual({});
});

describe('a call that ended just now belongs into the list', () => {
  it.each([
    [{}, true],
    [{ user: 'alice@example.com' }, true],
    [{ user: 'alice' }, false],
    [{ model: 'gpt-5.5' }, true],
    [{ model: 'openai/gpt-5.5' }, true],
    [{ model: 'gpt' }, false],
    [{ provider: 'openai', client: 'codex', status: '200', outcome: 'completed' }, true],
    [{ provider: 'anthropic' }, false],
    [{ client: 'claude' }, false],
    [{ session: 's1' }, true],
    [{ session: 's' }, false],
    [{ status: '404' }, false],
    [{ outcome: 'refused' }, false],
    [{ from: '2026-11-24T10:01:00.000Z', to: '2026-11-24T10:01:00.001Z' }, true],
    [{ from: '2026-11-24T10:01:00.001Z' }, false],
    [{ to: '2026-11-24T10:01:00.000Z' }, false],
    [{ q: 'RESPONSES' }, true],
    [{ q: 'S1' }, true],
    [{ q: 'nothing' }, false],
    [{ user: 'alice@example.com', q: 'nothing' }, false],
  ])('by %j: %j', (filters, expected) => expect(matches(record(1), filters)).toBe(expected));

  it('also if nobody made it', () => {
    expect(matches(record(1, { identity: null }), {})).toBe(true);
    expect(matches(record(1, { identity: null }), { user: 'alice@example.com' })).toBe(false);
  });
});

it('calls stand where they arrived, and once', () => {
  const rows = [record(7), record(3)];
  expect(withRecords(rows, [record(5), record(9), record(3)]).map(({ id }) => id)).toEqual([
    '09',
    '07',
    '05',
    '03',
  ]);
  // Nothing new is the same list, so that nothing is drawn again.
  expect(withRecords(rows, [record(3)])).toBe(rows);
});

it('sessions grow by their calls, and move up', () => {
  const rows = withCalls([], [record(1), record(2, { session: 's2' })]);
  expect(rows.map(({ id, requests }) => [id, requests])).toEqual([
    ['s2', 1],
    ['s1', 1],
  ]);
  const [first, second, third] = withCalls(rows, [
    record(5, {
      outcome: 'refused',
      usage: null,
      cost: null,
      model: { asked: 'x', served: null, answered: null },
    }),
    record(6, { identity: { login: 'bob', node: null, tags: [], source: 'x' } }),
  ]);
  expect([first?.user, second?.id, third?.id]).toEqual(['bob', 's1', 's2']);
  expect(second).toMatchObject({
    requests: 2,
    failed: 1,
    models: ['gpt-5.5'],
    usage: { input_tokens: 10 },
    cost: { nano_dollars: 5 },
    first: record(1).time,
    last: record(5).time,
  });
});

it('a list of sessions that failed lacks the one that fails now for the first time', () => {
  const listed = withCalls([], [record(1, { outcome: 'refused' })], true);
  expect(failsAnew(listed, [record(2), record(3, { outcome: 'refused' })])).toBe(false);
  expect(failsAnew(listed, [record(2, { session: 's2' })])).toBe(false);
  expect(failsAnew(listed, [record(2, { session: 's2', outcome: 'refused' })])).toBe(true);
});

it('of sessions that failed, a call makes none that did not', () => {
  const failed = withCalls([], [record(1), record(2, { session: 's2', outcome: 'refused' })], true);
  expect(failed.map(({ id }) => id)).toEqual(['s2']);
  expect(withCalls(failed, [record(3, { session: 's2' })], true)).toMatchObject([
    { id: 's2', requests: 2, failed: 1 },
  ]);
});
