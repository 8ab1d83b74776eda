import { expect, it } from 'vitest';
import type { AuditEvent } from '../../api/audit.ts';
import { withLatest } from './latest.ts';

const event = (n: number, looks = 1): AuditEvent => ({
  id: String(n),
  time: new Date(n).toISOString(),
  actor: { login: 'root@example.com' },
  action: 'records.viewed',
  target: '*',
  detail: { looks },
});

it('has what is new in front, what changed in its place, and the rest below', () => {
  const rows = [event(5), event(4), event(3), event(2)];
  expect(withLatest(rows, [event(7), event(6), event(5, 9)], false)).toEqual([
    event(7),
    event(6),
    event(5, 9),
    event(4),
    event(3),
    event(2),
  ]);
});

it('is none where events may be missing in between', () => {
  expect(withLatest([event(2), event(1)], [event(7), event(6)], false)).toBe(null);
  expect(withLatest([], [event(7), event(6)], false)).toBe(null);
});

it('is the page where that is all there is', () => {
  expect(withLatest([], [event(1)], true)).toEqual([event(1)]);
  expect(withLatest([event(1)], [], true)).toEqual([]);
});
