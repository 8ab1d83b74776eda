import { expect, it } from 'vitest';
import { callRecord, idOf } from '../testing/call-record.ts';
import { ALICE, AS } from '../testing/gateway.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';

const BOB = AS('bob@example.com');
const CAPTURE = {
  request: { headers: ['accept', '*/*', 'accept', 'x/y'], body: '{"model":"gpt-5"}', cut: null },
  response: { headers: ['content-type', 'application/json'], body: null, cut: 'too_large' as const },
};

it('is told with what was captured', async () => {
  const { get } = recordsStage(memoryStore({ record: callRecord(1), capture: CAPTURE }));
  const answer = await get(`records/${idOf(1)}`);
  expect([answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual([
    'no-store',
    'nosniff',
  ]);
  expect(await answer.json()).toMatchObject({
    id: idOf(1),
    model: { asked: 'openai/gpt-5' },
    capture: {
      request: {
        headers: [
          ['accept', '*/*'],
          ['accept', 'x/y'],
        ],
        body: '{"model":"gpt-5"}',
        cut: null,
      },
      response: { headers: [['content-type', 'application/json']], body: null, cut: 'too_large' },
    },
  });
});

it.each([
  ['was not captured', null],
  ['had no answer', { ...CAPTURE, response: null }],
])('is told also if it %s', async (_what, capture) => {
  const { get } = recordsStage(memoryStore({ record: callRecord(1), capture }));
  const told = (await (await get(`records/${idOf(1)}`)).json()) as { capture: unknown };
  expect(told.capture).toEqual(capture && { request: expect.any(Object) as unknown, response: null });
});

it('of somebody else is like none', async () => {
  const { get } = recordsStage(memoryStore({ record: callRecord(1), capture: CAPTURE }));
  const others = await get(`records/${idOf(1)}`, BOB);
  const none = await get(`records/${idOf(2)}`, BOB);
  expect(await problemOf(others)).toEqual(await problemOf(none));
  expect([others.status, none.status]).toEqual([404, 404]);
  expect((await get(`records/${idOf(1)}`, ROOT)).status).toBe(200);
});

it("of nobody's is an admin's alone", async () => {
  const { get } = recordsStage(memoryStore({ record: callRecord(1, { identity: null }), capture: null }));
  expect((await get(`records/${idOf(1)}`, ALICE)).status).toBe(404);
  expect((await get(`records/${idOf(1)}`, ROOT)).status).toBe(200);
});

it('is not looked for under what is no id', async () => {
  const { get, asked } = recordsStage();
  for (const id of [
    '1',
    idOf(1).toUpperCase(),
    `${idOf(1)}'`,
    "'%20OR%201=1--",
    '%2e%2e',
    '__proto__',
    '-'.repeat(36),
  ]) {
    expect([id, (await get(`records/${id}`, ROOT)).status]).toEqual([id, 404]);
  }
  expect(asked.get).toEqual([]);
});

it('takes no parameters', async () => {
  const { get, asked } = recordsStage();
  expect(await problemOf(await get(`records/${idOf(1)}?format=csv`))).toMatchObject({
    status: 422,
    errors: [{ location: 'query.format', message: 'is not known' }],
  });
  expect(asked.get).toEqual([]);
});

it("of others, opened by an admin, is told to the audit log; one's own, and what is not there, is not", async () => {
  const own = callRecord(2, { identity: { login: 'root@example.com', node: null, tags: [], source: 'x' } });
  const { get, audit } = recordsStage(
    memoryStore(
      { record: callRecord(1), capture: null },
      { record: own, capture: null },
      { record: callRecord(3, { identity: null }), capture: null },
    ),
  );
  for (const n of [1, 2, 3, 4]) await get(`records/${idOf(n)}`, ROOT);
  await get(`records/${idOf(1)}`, ALICE);
  await get(`records/${idOf(1)}`, BOB);
  expect(audit.looks()).toEqual([
    { by: 'root@example.com', what: 'record', whose: 'alice@example.com', record: idOf(1) },
    { by: 'root@example.com', what: 'record', whose: null, record: idOf(3) },
  ]);
});
