/** The matrix of roles: every route of the table, every caller, every method (field.md D7). */
import { describe, expect, it } from 'vitest';
import { callOf, idOf } from '../testing/call-record.ts';
import { ALICE } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { NOBODY, problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';
import { answerRoute } from './answer.ts';
import { routeAt, ROUTES } from './routes.ts';

const CALLERS = { admin: ROOT, user: ALICE, none: NOBODY, unidentified: {} };
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'];

/** Who may ask what: written down a second time on purpose, so that a new route is a new line here. */
const MATRIX: Readonly<Record<string, Readonly<Record<keyof typeof CALLERS, number>>>> = {
  '/aperture/records': { admin: 200, user: 200, none: 403, unidentified: 403 },
  '/aperture/records/{id}': { admin: 200, user: 200, none: 403, unidentified: 403 },
  '/aperture/usage': { admin: 200, user: 200, none: 403, unidentified: 403 },
};
const READ_ONLY = new Set(Object.keys(MATRIX));

it('has a line for every route', () => {
  expect(ROUTES.map(({ path }) => path)).toEqual(Object.keys(MATRIX));
});

describe.each(Object.entries(MATRIX))('%s', (path, allowed) => {
  const asked = path.replace('/aperture/', '').replace('{id}', idOf(1));

  it.each(Object.entries(CALLERS))('as %s', async (role, context) => {
    const stage = recordsStage(memoryStore(callOf(1, 'alice@example.com')));
    for (const method of METHODS) {
      const answer = await stage.get(asked, context, { method });
      const status = allowed[role as keyof typeof CALLERS];
      const isRead = method === 'GET' || method === 'HEAD';
      expect([method, answer.status]).toEqual([
        method,
        status === 403 || isRead || !READ_ONLY.has(path) ? status : 405,
      ]);
      if (answer.status === 405) expect(answer.headers.get('allow')).toBe('GET, HEAD');
      if (method === 'HEAD') expect(await answer.text()).toBe('');
      else if (answer.status !== 200) expect((await problemOf(answer)).status).toBe(answer.status);
    }
    // Whoever is not let in costs the store nothing.
    if (allowed[role as keyof typeof CALLERS] === 403) {
      expect([stage.asked.find, stage.asked.get, stage.asked.usage].flat()).toEqual([]);
    }
  });
});

it('a role that a route does not name may not ask, and is not looked at further', async () => {
  const [route] = ROUTES;
  const never = { ...route!, roles: ['admin'] as const, answer: () => Promise.reject(new Error('asked')) };
  const by = { identity: ALICE.identity!, access: { role: 'user' } };
  const question = { running: {}, by, query: '', headers: [] };
  expect(await answerRoute({ route: never, id: '' }, question as never)).toMatchObject({
    code: 'not_granted',
    status: 403,
  });
});

describe('what is not in the table', () => {
  it.each([
    '/aperture',
    '/aperture/',
    '/aperture/config',
    '/aperture/Records',
    '/aperture/records/',
    '/aperture/records/a/b',
    '/aperture//records',
    '/aperture/%72ecords',
    '/aperture/records%2f',
    '/aperture/usage/user',
    '/aperture/records;x=1',
    '/x/aperture/records',
    '/openai/aperture/records',
  ])('is not there: %s', (path) => {
    expect(routeAt(path)).toBe(null);
  });

  it('is a 404 for those who have a role, and no hint for those who have none', async () => {
    const { get } = recordsStage();
    expect(await problemOf(await get('nothing', ROOT))).toMatchObject({
      status: 404,
      title: 'unknown_endpoint',
    });
    expect((await get('nothing', NOBODY)).status).toBe(403);
    expect((await get('nothing', {})).status).toBe(403);
    expect((await get('../aperture/records/../usage', ROOT)).status).toBe(200);
  });
});
