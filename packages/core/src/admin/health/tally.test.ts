import { expect, it } from 'vitest';
import type { CallRecord } from '../../record/record.ts';
import { callRecord, START } from '../../testing/call-record.ts';
import { createTally } from './tally.ts';

const MINUTE = 60_000;
const NOTHING = { requests: 0, failed: 0, lastSuccess: null, lastFailure: null };

function tallyOf(...records: Partial<CallRecord>[]) {
  const tally = createTally();
  for (const [n, more] of records.entries()) tally.ended(callRecord(n, more), {});
  return tally;
}

it('tells of each provider when an answer of it was good, and when not', () => {
  const failure = { outcome: 'upstream_error', status: 529, error: 'overloaded' } as const;
  const tally = tallyOf({}, failure, { provider: 'other' }, {});
  expect(tally.of('openai')).toEqual({
    requests: 3,
    failed: 1,
    // A call is judged when it is over, which took it four seconds.
    lastSuccess: START + 3 * MINUTE + 4_000,
    lastFailure: { time: START + MINUTE + 4_000, ...failure },
  });
  expect(tally.of('other')).toMatchObject({ requests: 1, failed: 0 });
  expect(tally.of('never asked')).toEqual(NOTHING);
});

it.each([
  [{ outcome: 'upstream_error' }, 1],
  [{ outcome: 'upstream_truncated' }, 1],
  [{ outcome: 'timed_out' }, 1],
  [{ outcome: 'client_closed' }, 0],
  [{ outcome: 'refused', refusal: 'body_too_large' }, 0],
  [{ outcome: 'refused', refusal: 'credential_unavailable' }, 1],
] as const)('takes %o for so many failures: %i', (more, failed) => {
  expect(tallyOf(more).of('openai')).toMatchObject({ requests: 1, failed, lastSuccess: null });
});

it('counts no call that got to no provider, and forgets providers that are no more', () => {
  const tally = tallyOf({ provider: null }, {}, { provider: 'gone' });
  tally.keep(['openai', 'new']);
  expect([tally.of('openai').requests, tally.of('gone'), tally.of('new')]).toEqual([1, NOTHING, NOTHING]);
});
