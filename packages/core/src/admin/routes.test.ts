/** The matrix of roles: every route of the table, every caller, every method (field.md D7). */
import { describe, expect, it } from 'vitest';
import { callOf, idOf } from '../testing/call-record.ts';
import { ALICE } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { BUYER, METRICS_ONLY, NOBODY, problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';
import { answerRoute } from './answer.ts';
import type { Route } from './route.ts';
import { routesAt, ROUTES } from './routes.ts';

const CALLERS = {
  admin: ROOT,
  user: ALICE,
  buyer: BUYER,
  none: NOBODY,
  metrics: METRICS_ONLY,
  unidentified: {},
};
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'];

type Role = keyof typeof CALLERS;

const STRANGERS = { none: 403, metrics: 403, unidentified: 403 };
const ADMINS = { admin: 200, user: 403, buyer: 403, ...STRANGERS };
const ALL = { admin: 200, user: 200, buyer: 200, ...STRANGERS };
/** The grant counts, and no role. */
const BUYERS = { admin: 403, user: 403, buyer: 200, ...STRANGERS };

/** Who may ask what: written down a second time on purpose, so that a new route is a new line here. */
const MATRIX: Readonly<Record<string, Readonly<Record<Role, number>>>> = {
  'GET, HEAD /aperture/config': ADMINS,
  // The stage's config is an object.
  'PUT /aperture/config': { ...ADMINS, admin: 409 },
  'POST /aperture/config:validate': ADMINS,
  // Nor does it have a history.
  'GET, HEAD /aperture/config/versions': { ...ADMINS, admin: 404 },
  'GET, HEAD /aperture/config/versions/{id}': { ...ADMINS, admin: 404 },
  'POST /aperture/config/versions/{id}:restore': { ...ADMINS, admin: 404 },
  'GET, HEAD /api/config': ADMINS,
  'PUT /api/config': { ...ADMINS, admin: 409 },
  'GET, HEAD /aperture/openapi.json': ALL,
  'GET, HEAD /aperture/me': ALL,
  'GET, HEAD /aperture/health': ADMINS,
  'POST /aperture/explain': ALL,
  'GET, HEAD /aperture/live': ALL,
  'GET, HEAD /aperture/records': ALL,
  'GET, HEAD /aperture/records/{id}': { ...ALL, buyer: 404 },
  'GET, HEAD /aperture/usage': ALL,
  'GET, HEAD /aperture/sessions': ALL,
  'GET, HEAD /aperture/tools': ALL,
  'GET, HEAD /api/providers': ADMINS,
  'GET, HEAD /aperture/pricing': BUYERS,
  'GET, HEAD /aperture/pricing/{model...}': BUYERS,
  'GET, HEAD /aperture/audit': ADMINS,
};
/** What routes with a body are sent. */
const BODIES: Readonly<Record<string, object>> = {
  'PUT /aperture/config': { config: '{}' },
  'POST /aperture/config:validate': { config: '{}' },
  'POST /aperture/explain': { path: '/v1/responses', model: 'gpt-5' },
  'POST /aperture/config/versions/{id}:restore': {},
  'PUT /api/config': { config: '{}', hash: 'x' },
};

it('has a line for every route', () => {
  expect(ROUTES.map(lineOf)).toEqual(Object.keys(MATRIX));
  expect(Object.keys(MATRIX)).toEqual(expect.arrayContaining(Object.keys(BODIES)));
});

it('takes a method of a path once', () => {
  const taken = ROUTES.flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`));
  expect(new Set(taken).size).toBe(taken.length);
});

describe.each([...new Set(ROUTES.map(({ path }) => path))])('%s', (path) => {
  const lines = ROUTES.filter((route) => route.path === path);
  const allow = lines.flatMap(({ methods }) => methods).join(', ');

  it.each(Object.keys(CALLERS) as Role[])('as %s', async (role) => {
    for (const method of METHODS) {
      const stage = recordsStage(memoryStore(callOf(1, 'alice@example.com')));
      const route = lines.find(({ methods }) => methods.includes(method));
      const line = route && lineOf(route);
      const body = line && BODIES[line];
      const asked = path.replace('/aperture/', '').replace('{id}', idOf(1)).replace('{model...}', 'a/model');
      const answer = await stage.get(asked, CALLERS[role], { method, ...(body && { body }) });
      const hasRole = role === 'admin' || role === 'user' || role === 'buyer';
      const status = line ? MATRIX[line]![role] : hasRole ? 405 : 403;
      expect([method, answer.status]).toEqual([method, status]);
      if (status === 405) expect(answer.headers.get('allow')).toBe(allow);
      if (method === 'HEAD') expect(await answer.text()).toBe('');
      else if (status >= 400) expect((await problemOf(answer)).status).toBe(status);
      // Whoever is not let in costs the store nothing.
      if (status === 403) expect(Object.values(stage.asked).flat()).toEqual([]);
      await stage.gateway.close();
    }
  });

  it('lets no page of another origin read: there is no CORS header, and no preflight that says yes', async () => {
    const preflight = {
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'if-match',
    };
    for (const method of METHODS) {
      const stage = recordsStage(memoryStore(callOf(1, 'alice@example.com')));
      const asked = path.replace('/aperture/', '').replace('{id}', idOf(1)).replace('{model...}', 'a/model');
      for (const context of [ROOT, NOBODY, {}]) {
        for (const origin of ['https://evil.example', 'http://gateway', 'null']) {
          const answer = await stage.get(asked, context, { method, headers: { origin, ...preflight } });
          const told = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
          expect([method, origin, told]).toEqual([method, origin, []]);
          if (method === 'OPTIONS') expect(answer.status).toBe(context === ROOT ? 405 : 403);
          await answer.body?.cancel();
        }
      }
      await stage.gateway.close();
    }
  });

  // What is true of one route is true of all: none is forgotten when its answer is written.
  it.each(lines.map((route) => [lineOf(route), route] as const))(
    '%s is for no foreign page',
    async (line, route) => {
      const stage = recordsStage(memoryStore(callOf(1, 'alice@example.com')));
      const asked = path.replace('/aperture/', '').replace('{id}', idOf(1)).replace('{model...}', 'a/model');
      for (const method of route.methods) {
        const rebound = {
          method,
          headers: { host: 'evil.example' },
          ...(BODIES[line] && { body: BODIES[line] }),
        };
        expect((await stage.get(asked, ROOT, rebound)).status).toBe(403);
        if (method === 'GET' || method === 'HEAD') continue;
        const foreign = { ...rebound, headers: { origin: 'https://evil.example' } };
        expect((await stage.get(asked, ROOT, foreign)).status).toBe(403);
        const form = { ...rebound, headers: { 'content-type': 'text/plain' } };
        expect((await stage.get(asked, ROOT, form)).status).toBe(415);
      }
      expect(Object.values(stage.asked).flat()).toEqual([]);
    },
  );
});

function lineOf({ methods, path }: Route): string {
  return `${methods.join(', ')} ${path}`;
}

it('a role that a route does not name may not ask, and is not looked at further', async () => {
  const [route] = ROUTES;
  const never = { ...route!, roles: ['admin'] as const, answer: () => Promise.reject(new Error('asked')) };
  const by = { identity: ALICE.identity!, access: { role: 'user' } };
  const running = { sources: [], snapshot: { server: { hosts: [] } } };
  const request = { method: 'GET', url: 'http://gateway/', headers: [] };
  const question = { running, by, query: '', request };
  expect(await answerRoute({ route: never, id: '' }, question as never)).toMatchObject({
    code: 'not_granted',
    status: 403,
  });
});

describe('what is not in the table', () => {
  it.each([
    '/aperture',
    '/aperture/',
    '/aperture/Records',
    '/aperture/records/',
    '/aperture/records/a/b',
    '/aperture//records',
    '/aperture/%72ecords',
    '/aperture/records%2f',
    '/aperture/usage/user',
    '/aperture/records;x=1',
    '/aperture/records:verb',
    '/aperture/records/a:verb',
    '/aperture/records/:verb',
    '/x/aperture/records',
    '/openai/aperture/records',
  ])('is not there: %s', (path) => {
    expect(routesAt(path)).toEqual([]);
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
