import { expect, it } from 'vitest';
import type { AuditEvent } from '../../api/audit.ts';
import { changesOf, lineOf, linesOf, titleOf } from './words.ts';

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

const event = (more: Partial<AuditEvent>): AuditEvent => ({
  id: '1',
  time: '2026-11-24T10:00:00.000Z',
  actor: { login: 'root@example.com' },
  action: 'records.viewed',
  target: '*',
  detail: null,
  ...more,
});

it.each([
  [{}, 'root@example.com looked at calls of others', 'everybody’s'],
  [
    { target: 'bob@example.com', detail: { what: 'records', looks: 3 } },
    'root@example.com looked at calls of others',
    'bob@example.com · what records · looks 3',
  ],
  [{ target: null }, 'root@example.com looked at calls of others', 'those of nobody that is known'],
  [
    { actor: null, action: 'config.changed_on_disk', target: 'a file', detail: { changes: ['a was added'] } },
    'The configuration was changed outside',
    'a file · a was added',
  ],
  [{ action: 'new.action', target: null }, 'root@example.com new.action', ''],
])('has a heading and a line: %j', (more, title, line) => {
  expect([titleOf(event(more)), lineOf(event(more))]).toEqual([title, line]);
});
