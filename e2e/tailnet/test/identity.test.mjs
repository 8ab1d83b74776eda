/** Who the real daemon says is calling, and what comes of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grant } from '../../stage.mjs';
import { startModel } from '../model.mjs';
import { until } from '../programs.mjs';
import { ask, CAPABILITY, makeTailnet, policy, serveOn } from '../stage.mjs';

/** One model for each way to have it. */
const MODELS = ['by-login', 'by-tags', 'by-policy', 'by-a-tag', 'for-everybody'];

const POLICY = policy(
  {
    src: ['group:engineering'],
    dst: ['tag:gateway'],
    app: { [CAPABILITY]: [{ role: 'user' }, { models: 'here/by-policy' }] },
  },
  // To somewhere else: it gives nothing here.
  { src: ['*'], dst: ['tag:api'], app: { [CAPABILITY]: [{ role: 'admin' }, { models: '**' }] } },
);

let net, model, gateway, proxied, url;
beforeAll(async () => {
  model = await startModel(MODELS);
  net = await makeTailnet({ policy: POLICY });
  const tailscale = { type: 'tailscale', socket: net.gateway.socket, capability: CAPABILITY, cache: '1s' };
  const config = {
    identity: [tailscale, { type: 'header' }, { type: 'loopback' }],
    providers: { here: model.provider },
    grants: [
      grant(['bob@example.com'], { role: 'user' }, { models: 'here/by-login' }),
      grant(['tag:api,tag:prod'], { role: 'user' }, { models: 'here/by-tags' }),
      grant(['tag:api'], { models: 'here/by-a-tag' }),
      grant(['*'], { models: 'here/for-everybody' }),
      grant(['(loopback)'], { role: 'admin' }),
    ],
  };
  gateway = await serveOn(net.gateway, config);
  proxied = await serveOn(net.gateway, {
    ...config,
    identity: [tailscale],
    server: { trusted_proxies: ['127.0.0.1'] },
  });
  url = (address = net.gateway.v4) =>
    `http://${address.includes(':') ? `[${address}]` : address}:${gateway.port}`;
});
afterAll(async () => {
  await gateway?.close();
  await proxied?.close();
  await net?.close();
  await model?.close();
});

const call = (device, name, options) =>
  ask(device, `${options?.at ?? url()}/v1/chat/completions`, {
    body: { model: name, messages: [{ role: 'user', content: 'hi' }] },
    ...options,
  });
const modelsOf = async (device) => (await ask(device, `${url()}/v1/models`)).body.data.map(({ id }) => id);

/** What was recorded of the call of a model, as the gateway's own machine sees it. Records are written a moment later. */
const recordOf = (name, login) =>
  until(`the record of ${name}`, async () => {
    const at = `http://127.0.0.1:${gateway.port}/aperture/records?model=${name}&user=${login}`;
    return (await ask(net.gateway, at)).body.records[0];
  });

describe('a device is known by its address in the tailnet', () => {
  test('as its user', async () => {
    const { bob } = net;
    expect(await modelsOf(bob)).toEqual(['by-login', 'for-everybody']);
    for (const address of [net.gateway.v4, net.gateway.v6]) {
      expect(await call(bob, 'by-login', { at: url(address) })).toMatchObject({ status: 200 });
    }
    expect((await recordOf('by-login', 'bob@example.com')).identity).toEqual({
      login: 'bob@example.com',
      node: bob.node,
      tags: [],
      source: 'tailscale',
    });
    expect(await call(bob, 'by-policy')).toMatchObject({ status: 404 });
  });

  test('as its tags, sorted and joined', async () => {
    const { runner } = net;
    expect(await modelsOf(runner)).toEqual(['by-tags', 'for-everybody']);
    expect(await call(runner, 'by-tags')).toMatchObject({ status: 200 });
    expect((await recordOf('by-tags', 'tag:api,tag:prod')).identity).toEqual({
      login: 'tag:api,tag:prod',
      node: runner.node,
      tags: ['tag:api', 'tag:prod'],
      source: 'tailscale',
    });
    expect(await call(runner, 'by-a-tag')).toMatchObject({ status: 404 });
  });

  test('with what the policy file grants to its group, for this gateway', async () => {
    const { alice } = net;
    expect(await modelsOf(alice)).toEqual(['by-policy', 'for-everybody']);
    expect(await call(alice, 'by-policy')).toMatchObject({ status: 200 });
    expect(await recordOf('by-policy', 'alice@example.com')).toMatchObject({
      identity: { login: 'alice@example.com', node: alice.node },
      route: { grant: 'tailnet policy' },
    });
  });

  test('and refused if no grant gives it a role', async () => {
    for (const path of ['/v1/models', '/aperture/records']) {
      expect(await ask(net.eve, url() + path)).toMatchObject({ status: 403 });
    }
    expect(await call(net.eve, 'for-everybody')).toEqual({
      status: 403,
      body: { error: expect.objectContaining({ message: 'access denied: no role granted' }) },
    });
    const anthropic = await ask(net.eve, `${url()}/v1/messages`, { body: { model: 'for-everybody' } });
    expect(anthropic).toEqual({
      status: 403,
      body: expect.objectContaining({
        type: 'error',
        error: { type: 'permission_error', message: 'access denied: no role granted' },
      }),
    });
  });
});

describe('what a device writes', () => {
  const SPOOFED = {
    'Tailscale-User-Login': 'bob@example.com',
    'Tailscale-User-Name': 'Bob',
    'X-Forwarded-For': '100.64.0.1, 127.0.0.1',
    Forwarded: 'for=127.0.0.1',
  };

  test('changes nothing about who it is, and goes no further', async () => {
    expect(await call(net.eve, 'by-login', { headers: SPOOFED })).toMatchObject({ status: 403 });
    expect(await call(net.runner, 'by-login', { headers: SPOOFED })).toMatchObject({ status: 404 });
    expect(await call(net.alice, 'by-policy', { headers: SPOOFED })).toMatchObject({ status: 200 });
    const sent = Object.keys(model.requests.at(-1).headers);
    expect(sent.filter((name) => /tailscale|forwarded/.test(name))).toEqual([]);
  });

  test('makes nobody of who is not on the tailnet', async () => {
    const { status, body } = await call(net.bob, 'by-login', {
      at: url(net.gateway.address),
      headers: SPOOFED,
    });
    expect(status).toBe(403);
    expect(body.error.message).toContain('connect over the tailnet');
  });
});

describe('what changes in the tailnet', () => {
  const DENIED = 'access denied: no role granted';
  const refusal = async (device, name) => (await call(device, name)).body.error?.message;

  test('is seen once the cache is too old: a policy, and back again', async () => {
    expect(await refusal(net.alice, 'by-policy')).toBeUndefined();
    net.control.setPolicy(policy());
    await until('alice to have no role', async () => (await refusal(net.alice, 'by-policy')) === DENIED);
    net.control.setPolicy(POLICY);
    await until('alice to have it again', async () => !(await refusal(net.alice, 'by-policy')));
  });

  test('is seen once the cache is too old: tags', async () => {
    expect(await refusal(net.runner, 'by-tags')).toBeUndefined();
    await net.control.setTags(await idOf('runner'), ['tag:api']);
    await until('a tag to be gone', async () => (await refusal(net.runner, 'by-a-tag')) === DENIED);
    await net.control.setTags(await idOf('runner'), ['tag:prod', 'tag:api']);
    await until('the tags to be back', async () => !(await refusal(net.runner, 'by-tags')));
  });

  test('is seen once the cache is too old: a device that is no more', async () => {
    const behind = { 'X-Forwarded-For': net.bob.v4 };
    const seen = () => ask(net.gateway, `http://127.0.0.1:${proxied.port}/v1/models`, { headers: behind });
    expect(await seen()).toMatchObject({ status: 200 });
    await net.control.remove(await idOf('bob'));
    const { body } = await until('bob to be unknown', seen, ({ status }) => status !== 200);
    expect(body.error.message).toContain('the gateway does not know who calls');
    await expect(call(net.bob, 'by-login', { limit: 2 })).rejects.toThrow('timed out');
  });

  const idOf = async (name) => (await net.control.devices()).find((device) => device.name === name).id;
});
