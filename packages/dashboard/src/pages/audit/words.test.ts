import { expect, it } from 'vitest';
import { changesOf, linesOf } from './words.ts';

it('tells the details of an event', () => {
  expect(linesOf({ user: 'bob@example.com', from: null, records: 3, changes: [], is_admin: true })).toEqual([
    ['user', 'bob@example.com'],
    ['records', '3'],
    ['is admin', 'true'],
  ]);
});

it('tells changes by their words, or else by their places', () => {
  const changes = [
    { path: 'a.b', kind: 'added', text: 'a.b was added' },
    'as it is',
    { path: 'c', kind: 'removed' },
    7,
  ];
  expect(changesOf({ changes })).toEqual(['a.b was added', 'as it is', 'c removed']);
  expect(changesOf({})).toEqual([]);
});
