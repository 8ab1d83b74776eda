import { expect, it } from 'vitest';
import { createHttpSessions } from './http-sessions.ts';

it('remembers a conversation for a minute, and longer if it is told again', () => {
  let now = 0;
  const sessions = createHttpSessions(() => now);
  sessions.add('a');
  expect([sessions.has('a'), sessions.has('b')]).toEqual([true, false]);
  now = 40_000;
  sessions.add('a');
  now = 99_999;
  expect(sessions.has('a')).toBe(true);
  now = 100_000;
  expect(sessions.has('a')).toBe(false);
});

it('knows nothing of conversations without a name', () => {
  const sessions = createHttpSessions();
  sessions.add(null);
  expect(sessions.has(null)).toBe(false);
});

it('forgets the oldest of more than a thousand', () => {
  const sessions = createHttpSessions();
  for (let i = 0; i <= 1_000; i += 1) sessions.add(`s${i}`);
  expect([sessions.has('s0'), sessions.has('s1'), sessions.has('s1000')]).toEqual([false, true, true]);
  sessions.add('s1');
  sessions.add('new');
  expect([sessions.has('s1'), sessions.has('s2')]).toEqual([true, false]);
});
