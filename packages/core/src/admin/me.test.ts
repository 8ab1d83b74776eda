import { expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import { AS, CAP, url } from '../testing/gateway.ts';
import { problemOf, recordsStage, ROOT } from '../testing/records-stage.ts';
import { VERSION } from '../version.ts';

it('tells callers who they are to the gateway, and what there is', async () => {
  const { get } = recordsStage();
  const answer = await get('me');
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await answer.json()).toEqual({
    identity: {
      login: 'alice@example.com',
      display_name: null,
      node: null,
      tags: [],
      groups: [],
      source: 'test',
    },
    role: 'user',
    gateway: {
      version: VERSION,
      hostname: null,
      base_path: '',
      records: true,
      config: { writable: false, reason: expect.any(String) },
      pages: false,
    },
  });
  expect(await (await get('me', ROOT)).json()).toMatchObject({ role: 'admin' });
});

it('tells all that is known of them, and nothing that came along unasked', async () => {
  const gateway = createGateway({
    grants: [{ src: ['tag:ci'], app: { [CAP]: [{ role: 'user' }] } }],
    providers: {},
    server: { base_path: '/gate', hosts: ['ai.example.com', 'ai'] },
  });
  const context = AS('tag:ci', {
    displayName: 'The builder',
    node: 'n7',
    tags: ['tag:ci'],
    groups: ['group:eng'],
    capabilities: { 'example.com/cap/secret': [{ token: 'x' }] },
  });
  const request = new Request(url('/ai/gate/aperture/me'));
  const answer = await gateway.fetch(request, { ...context, basePath: '/ai' });
  expect(await answer.json()).toMatchObject({
    identity: { display_name: 'The builder', node: 'n7', tags: ['tag:ci'], groups: ['group:eng'] },
    gateway: { hostname: 'ai.example.com', base_path: '/ai/gate', records: false },
  });
});

it('takes no parameters', async () => {
  expect(await problemOf(await recordsStage().get('me?login=root@example.com'))).toMatchObject({
    status: 422,
    errors: [{ location: 'query.login' }],
  });
});
