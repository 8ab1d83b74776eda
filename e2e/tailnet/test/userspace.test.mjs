/** A daemon without a network interface: it passes connections on from a loopback address, each with a port of its own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapted, codeOf } from '../../guide.mjs';
import { grant } from '../../stage.mjs';
import { startModel } from '../model.mjs';
import { until } from '../programs.mjs';
import { ask, makeTailnet, serveOn } from '../stage.mjs';

let net, model, gateway;
beforeAll(async () => {
  model = await startModel(['for-alice', 'for-runner']);
  net = await makeTailnet({ gateway: { userspace: true }, people: ['alice', 'runner', 'eve'] });
  gateway = await serveOn(
    net.gateway,
    {
      identity: [
        { type: 'tailscale', socket: net.gateway.socket, userspace: true, cache: '1s', timeout: '500ms' },
        { type: 'loopback' },
      ],
      providers: { here: model.provider },
      grants: [
        grant(['alice@example.com'], { role: 'user' }, { models: 'here/for-alice' }),
        grant(['tag:api,tag:prod'], { role: 'user' }, { models: 'here/for-runner' }),
        grant(['(loopback)'], { role: 'admin' }, { models: '**' }),
      ],
    },
    { host: '127.0.0.1' },
  );
});
afterAll(async () => {
  await gateway?.close();
  await net?.close();
  await model?.close();
});

const overTailnet = () => `http://${net.gateway.v4}:${gateway.port}`;
const locally = () => `http://127.0.0.1:${gateway.port}`;
const call = (device, name, { at = overTailnet(), ...options } = {}) =>
  ask(device, `${at}/v1/chat/completions`, { body: { model: name, messages: [] }, ...options });
const recordOf = (name) =>
  until(`the record of ${name}`, async () => {
    const { body } = await ask(net.gateway, `${locally()}/aperture/records?model=${name}`);
    return body.records?.[0];
  });

describe('a device that comes from a loopback address', () => {
  test('is its user', async () => {
    const { alice } = net;
    expect(await call(alice, 'for-alice')).toMatchObject({ status: 200 });
    expect(await call(alice, 'for-runner')).toMatchObject({ status: 404 });
    const { identity } = await recordOf('for-alice');
    expect(identity).toMatchObject({ login: 'alice@example.com', node: alice.node, source: 'tailscale' });
  });

  test('is its tags', async () => {
    const { runner } = net;
    expect(await call(runner, 'for-runner')).toMatchObject({ status: 200 });
    expect((await recordOf('for-runner')).identity).toMatchObject({
      login: 'tag:api,tag:prod',
      node: runner.node,
      tags: ['tag:api', 'tag:prod'],
    });
  });

  test('is nobody without a grant, whatever it writes, and never a program of this machine', async () => {
    const headers = {
      'Tailscale-User-Login': 'alice@example.com',
      Host: 'localhost',
      'X-Forwarded-For': '127.0.0.1',
    };
    for (const options of [{}, { headers }]) {
      const { status, body } = await call(net.eve, 'for-alice', options);
      expect(status).toBe(403);
      expect(body.error.message).toBe('access denied: no role granted');
    }
  });

  test('is told from a program of this machine', async () => {
    expect(await call(net.gateway, 'for-alice', { at: locally() })).toMatchObject({ status: 200 });
  });

  test('is the only one who is known, as the guide has it', async () => {
    const [block] = codeOf('guide/tailnet.md', 'Without a network interface', 'jsonc');
    const own = adapted(block, {
      '"type": "tailscale"': `"type": "tailscale", "socket": "${net.gateway.socket}"`,
    });
    const rest = JSON.stringify({
      providers: { here: model.provider },
      grants: [grant(['*'], { role: 'user' }, { models: '**' })],
    });
    const plain = await serveOn(net.gateway, own.replace(/\}\n$/, rest.slice(1)), { host: '127.0.0.1' });
    try {
      const at = `http://${net.gateway.v4}:${plain.port}`;
      expect(await call(net.alice, 'for-alice', { at })).toMatchObject({ status: 200 });
      const { status, body } = await call(net.gateway, 'for-alice', { at: `http://127.0.0.1:${plain.port}` });
      expect([status, body.error.message]).toEqual([
        403,
        'the gateway does not know who calls: connect over the tailnet',
      ]);
    } finally {
      await plain.close();
    }
  });

  test('is known by the address that Serve forwards', async () => {
    const proxied = await serveOn(
      net.gateway,
      {
        identity: [{ type: 'tailscale', socket: net.gateway.socket, userspace: true }, { type: 'loopback' }],
        server: { trusted_proxies: ['127.0.0.1'] },
        providers: { here: model.provider },
        grants: [
          grant(['alice@example.com', 'tag:api,tag:prod', '(loopback)'], { role: 'user' }, { models: '**' }),
        ],
      },
      { host: '127.0.0.1' },
    );
    try {
      await net.gateway.tailscale('serve', '--bg', '--http=80', `http://127.0.0.1:${proxied.port}`);
      const me = (device, headers) => ask(device, 'http://gateway/aperture/me', { headers });
      await until('Serve to answer', async () => (await me(net.alice)).status === 200);
      const spoofed = { 'X-Forwarded-For': '127.0.0.1', 'Tailscale-User-Login': 'bob@example.com' };
      for (const [device, login] of [
        [net.alice, 'alice@example.com'],
        [net.runner, 'tag:api,tag:prod'],
      ]) {
        expect((await me(device, spoofed)).body.identity).toMatchObject({ login, source: 'tailscale' });
      }
      expect(await me(net.eve, spoofed)).toMatchObject({ status: 403 });
    } finally {
      await proxied.close();
    }
  });
});

describe('a daemon that', () => {
  const UNAVAILABLE = 'the Tailscale daemon of the gateway cannot be asked who calls; try again later';
  const dialects = [
    ['/v1/chat/completions', { error: { type: 'server_error', message: UNAVAILABLE } }],
    ['/v1/messages', { type: 'error', error: { type: 'api_error', message: UNAVAILABLE } }],
    ['/v1beta/models/for-alice:generateContent', { error: { status: 'UNAVAILABLE', message: UNAVAILABLE } }],
  ];
  const expectNobody = async () => {
    for (const [path, body] of dialects) {
      expect(await ask(net.gateway, locally() + path, { body: { model: 'for-alice' } })).toMatchObject({
        status: 503,
        body,
      });
    }
  };

  test('is slow lets nobody in, and everybody once it is not', async () => {
    net.gateway.pause();
    try {
      await expectNobody();
    } finally {
      net.gateway.resume();
    }
    expect(await call(net.gateway, 'for-alice', { at: locally() })).toMatchObject({ status: 200 });
    expect(await call(net.alice, 'for-alice')).toMatchObject({ status: 200 });
  });

  test.each(['SIGTERM', 'SIGKILL'])(
    'is restarted after %s lets nobody in until it is back',
    async (signal) => {
      await net.gateway.stopDaemon(signal);
      await expectNobody();

      net.gateway.startDaemon();
      const seen = [];
      await until('the daemon to be back', async () => {
        seen.push((await call(net.gateway, 'for-alice', { at: locally() })).status);
        return seen.at(-1) !== 503;
      });
      expect(seen.at(-1)).toBe(200);
      expect(await net.gateway.status()).toMatchObject({ BackendState: 'Running' });
      const { identity } = await recordOf('for-alice');
      expect(identity.login).toBe('(loopback)');
      await until(
        'alice to be back',
        async () => (await call(net.alice, 'for-alice', { limit: 5 })).status === 200,
      );
      expect(await call(net.eve, 'for-alice')).toMatchObject({ status: 403 });
    },
  );
});
