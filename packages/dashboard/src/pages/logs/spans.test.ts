import { expect, it } from 'vitest';
import { spansOf } from './spans.ts';

const timings = (sent: number | null, head: number | null, first: number | null, total: number) => ({
  queue_ms: sent,
  upstream_head_ms: head,
  first_event_ms: first,
  total_ms: total,
  gateway_ms: 1,
});
const read = (...args: Parameters<typeof spansOf>): string[] =>
  spansOf(...args).map(({ name, from, to }) => `${name} ${from}-${to}`);

it.each([
  [
    'that came whole',
    timings(2, 400, 410, 900),
    true,
    [
      'Read and routed 0-2',
      'Waiting for the provider 2-400',
      'Until the first byte 400-410',
      'Streaming the answer 410-900',
    ],
  ],
  [
    'in one piece',
    timings(2, 400, 410, 900),
    false,
    [
      'Read and routed 0-2',
      'Waiting for the provider 2-400',
      'Until the first byte 400-410',
      'Receiving the answer 410-900',
    ],
  ],
  ['that was refused', timings(null, null, null, 3), false, ['Read and routed 0-3']],
  [
    'nobody answered',
    timings(2, null, null, 60_000),
    true,
    ['Read and routed 0-2', 'Waiting for the provider 2-60000'],
  ],
  [
    'without a body',
    timings(2, 400, null, 410),
    true,
    ['Read and routed 0-2', 'Waiting for the provider 2-400', 'Until the first byte 400-410'],
  ],
])('of an answer %s', (_what, times, streamed, expected) => expect(read(times, streamed)).toEqual(expected));
