import { expect, it } from 'vitest';
import { forCalls, forSessions } from './parameters.ts';

const FROM = '2026-11-24T10:00:00.000Z';

it('calls are not asked for by what only sessions have, nor the other way round', () => {
  const filters = { user: 'a', session: 's1', status: '404', outcome: 'refused', failed: 'true' };
  expect(forCalls(filters, '7d')).toEqual({
    user: 'a',
    session: 's1',
    status: '404',
    outcome: 'refused',
    from: '-7d',
  });
  expect(forSessions(filters, '7d')).toEqual({ user: 'a', failed: 'true', from: '-7d' });
});

it.each([forCalls, forSessions])('times of their own take the place of the range', (parameters) => {
  expect(parameters({ from: FROM }, '7d')).toEqual({ from: FROM, to: undefined });
  expect(parameters({ to: FROM }, '7d')).toEqual({ from: undefined, to: FROM });
});
