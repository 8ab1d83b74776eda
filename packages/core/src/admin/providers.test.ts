import { expect, it } from 'vitest';
import { createGateway } from '../gateway.ts';
import { ALICE, CONFIG, url } from '../testing/gateway.ts';
import { recorder } from '../testing/recorder.ts';
import { problemOf, ROOT } from '../testing/records-stage.ts';

const stage = (config: object = CONFIG) => {
  const gateway = createGateway(config as never, { transport: recorder() });
  return (path = '/api/providers', context = ROOT) => gateway.fetch(new Request(url(path)), context);
};

it('lists every provider in the order of the config, with its flags, and no key', async () => {
  const answer = await stage()();
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const text = await answer.text();
  const providers = JSON.parse(text) as Record<string, unknown>[];
  expect(providers.map(({ id }) => id)).toEqual(Object.keys(CONFIG.providers));
  expect(providers[0]).toEqual({
    id: 'codex-oauth',
    name: '',
    description: '',
    models: ['gpt-5.3-codex'],
    compatibility: expect.objectContaining({ openai_chat: true, openai_responses: true }),
    requires_client_auth: true,
  });
  expect(providers.find(({ id }) => id === 'retired')).toMatchObject({
    models: ['old', 'shared'],
    requires_client_auth: false,
  });
  expect(text).not.toMatch(/sk-|baseurl|apikey|https/);
});

it('tells names, and null where there are no models', async () => {
  const provider = { baseurl: 'https://x.example', name: '<b>X</b>', description: 'for "us"', models: [] };
  const { grants } = CONFIG;
  expect(await (await stage({ grants, providers: { x: provider } })()).json()).toMatchObject([
    { id: 'x', name: '<b>X</b>', description: 'for "us"', models: null },
  ]);
});

it('is for admins', async () => {
  expect(await problemOf(await stage()('/api/providers', ALICE))).toMatchObject({
    status: 403,
    title: 'not_granted',
  });
});

it('takes no parameters', async () => {
  expect(await problemOf(await stage()('/api/providers?key=x'))).toMatchObject({ status: 422 });
});
