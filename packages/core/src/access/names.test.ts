import { describe, expect, it } from 'vitest';
import { isLogin, toGroup } from './names.ts';

describe('isLogin', () => {
  it.each([
    'alice@example.com',
    'alice@github',
    'alice',
    'CORP\\alice',
    'Alice Smith',
    'tagged@example.com',
    'rené',
  ])('takes %s', (name) => {
    expect(isLogin(name)).toBe(true);
  });

  it.each([
    '',
    '*',
    '(loopback)',
    'tag:ci',
    'TAG:ci',
    'group:admins',
    'autogroup:admin',
    'alice@example.com, bob@example.com',
    'alice\nx: y',
    'alice\0',
    'alice\u0085',
    'a'.repeat(257),
  ])('refuses %j', (name) => {
    expect(isLogin(name)).toBe(false);
  });
});

it.each([
  ['engineering', 'group:engineering'],
  ['group:engineering', 'group:engineering'],
  ['engineering@example.com', 'engineering@example.com'],
  ['tag:ci', 'group:tag:ci'],
  ['*', 'group:*'],
])('the group %s is %s to grants', (name, group) => {
  expect(toGroup(name)).toBe(group);
});
