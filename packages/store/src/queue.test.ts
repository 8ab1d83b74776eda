import { expect, it } from 'vitest';
import { createQueue } from './queue.ts';
import { entry, idOf } from './testing/records.ts';

const ids = (entries: readonly { record: { id: string } }[]): string[] =>
  entries.map(({ record }) => record.id);

it('gives entries in the order in which they came', () => {
  const queue = createQueue({ records: 10, captureBytes: 1_000 });
  for (let n = 0; n < 5; n += 1) queue.add(entry(n));
  expect(ids(queue.take(2))).toEqual([idOf(0), idOf(1)]);
  expect(queue.length).toBe(3);
});

it('drops captures before records, the oldest first, and counts both', () => {
  const queue = createQueue({ records: 3, captureBytes: 250 });
  for (let n = 0; n < 3; n += 1) queue.add(entry(n, {}, 'x'.repeat(100)));
  expect([queue.droppedCaptures, queue.droppedRecords]).toEqual([1, 0]);
  queue.add(entry(3));
  expect([queue.droppedCaptures, queue.droppedRecords]).toEqual([1, 1]);
  const left = queue.take(10);
  expect(ids(left)).toEqual([idOf(1), idOf(2), idOf(3)]);
  expect(left.map(({ capture }) => capture !== null)).toEqual([true, true, false]);
});

it('takes back what could not be written, in front, within its bounds', () => {
  const queue = createQueue({ records: 3, captureBytes: 1_000 });
  for (let n = 0; n < 3; n += 1) queue.add(entry(n, {}, 'x'));
  const taken = queue.take(2);
  queue.add(entry(3));
  queue.giveBack(taken);
  expect(queue.droppedRecords).toBe(1);
  expect(ids(queue.take(9))).toEqual([idOf(1), idOf(2), idOf(3)]);
});

it('forgets the size of what has left', () => {
  const queue = createQueue({ records: 10, captureBytes: 150 });
  for (let n = 0; n < 20; n += 1) {
    queue.add(entry(n, {}, 'x'.repeat(100)));
    queue.take(1);
  }
  expect(queue.droppedCaptures).toBe(0);
});
