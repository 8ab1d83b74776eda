import { expect, it } from 'vitest';
import { recordId } from './record-id.ts';

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('makes UUIDs of version 7 that hold the time', () => {
  const time = Date.UTC(2027, 0, 1);
  const id = recordId(time);
  expect(id).toMatch(UUID7);
  expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(time);
});

it('sorts them as they were made, also within a millisecond and when the clock goes back', () => {
  const time = Date.UTC(2028, 0, 1);
  const ids = Array.from({ length: 10_000 }, (_, i) => recordId(time - (i % 3)));
  expect(ids.every((id) => UUID7.test(id))).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
