import { expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { outcomeOf, outcomeOfFailure, type Ending, type Told } from './outcome.ts';

const end: Ending = { by: 'end' };
const left: Ending = { by: 'client' };
const cut: Ending = { by: 'failure', error: new Error('socket hang up') };
const late: Ending = { by: 'failure', error: new GatewayError('upstream_timeout', 'too late') };
const told = (more: Partial<Told>): Told => ({
  status: 200,
  ending: end,
  failed: false,
  final: false,
  mustBeFinal: true,
  ...more,
});

it.each<[string, Partial<Told>, string]>([
  ['the final event, then the end', { final: true }, 'completed'],
  ['the client leaves right behind the final event', { final: true, ending: left }, 'completed'],
  ['the provider resets right behind the final event', { final: true, ending: cut }, 'completed'],
  ['silence until the deadline behind the final event', { final: true, ending: late }, 'completed'],
  ['the client leaves in the middle', { ending: left }, 'client_closed'],
  ['an orderly end without the final event', {}, 'upstream_truncated'],
  ['a reset in the middle', { ending: cut }, 'upstream_truncated'],
  ['a deadline in the middle', { ending: late }, 'timed_out'],
  ['an error inside the stream', { failed: true }, 'upstream_error'],
  ['an error inside the stream, then the final event', { failed: true, final: true }, 'upstream_error'],
  ['an error inside the stream, and the client leaves', { failed: true, ending: left }, 'upstream_error'],
  ['an error instead of an answer', { status: 429, final: true }, 'upstream_error'],
  ['an error that breaks off', { status: 503, ending: cut }, 'upstream_error'],
  ['the end of what is not read', { mustBeFinal: false }, 'completed'],
  ['a reset in what is not read', { mustBeFinal: false, ending: cut }, 'upstream_truncated'],
  [
    'the client leaves in the middle of what is not read',
    { mustBeFinal: false, ending: left },
    'client_closed',
  ],
])('%s', (_name, facts, outcome) => {
  expect(outcomeOf(told(facts))).toBe(outcome);
});

it.each([
  ['timed_out', new GatewayError('upstream_timeout', 'x')],
  ['upstream_error', new GatewayError('upstream_unreachable', 'x')],
  ['upstream_error', new Error('x')],
])('%s, where no answer came', (outcome, error) => {
  expect(outcomeOfFailure(error)).toBe(outcome);
});
