import { describe, expect, it } from 'vitest';
import { formatAgo, formatBytes, formatCost, formatDuration, formatTime, formatTokens } from './format.ts';

describe('what is not known is no number', () => {
  it.each([formatAgo, formatBytes, formatCost, formatDuration, formatTime, formatTokens])('%o', (format) => {
    expect([format(null), format(undefined)]).toEqual(['–', '–']);
  });
  it('nor is a time that is none', () => expect(formatTime('yesterday')).toBe('–'));
});

it.each([
  [0, '$0'],
  [400, '<$0.000001'],
  [1_234, '$0.000001'],
  [1_234_567, '$0.0012'],
  [45_600_000, '$0.046'],
  [123_456_789, '$0.12'],
  [12_340_000_000, '$12.34'],
  [1_234_567_890_000, '$1,234.57'],
  [-123_456_789, '-$0.12'],
])('%i nano-dollars are %s', (nano, text) => expect(formatCost(nano)).toBe(text));

it.each([
  [0.42, '0.4 ms'],
  [9.96, '10 ms'],
  [210.4, '210 ms'],
  [999.6, '1.0 s'],
  [3_920.4, '3.9 s'],
  [59_960, '1 m 0 s'],
  [125_000, '2 m 5 s'],
  [4_320_000, '1 h 12 m'],
])('%f ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

it.each([
  [980, '980'],
  [12_345, '12.3K'],
  [4_100_000, '4.1M'],
])('%i tokens are %s', (tokens, text) => expect(formatTokens(tokens)).toBe(text));

it.each([
  [2, 'now'],
  [40, '40 s ago'],
  [330, '5 min ago'],
  [10_800, '3 h ago'],
  [172_800 * 6, '12 d ago'],
])('%i s before now is %s', (seconds, text) => {
  expect(formatAgo(1_800_000_000_000 - seconds * 1000, 1_800_000_000_000)).toBe(text);
});
