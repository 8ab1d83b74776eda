/** A daemon that cannot be asked, and daemons that are asked in other ways. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapted, codeOf } from '../../guide.mjs';
import { grant } from '../../stage.mjs';
import { startModel } from '../model.mjs';
import { until } from '../programs.mjs';
import { ask, makeTailnet, serveOn } from '../stage.mjs';

let net, model;
beforeAll(async () => {
  model = await startModel(['for-all']);
  net = await makeTailnet({ people: ['alice', 'eve'] });
});
afterAll(async () => {
  await net?.close();
  await model?.close();
});

const configWith = (tailscale) => ({
  identity: [{ type: 'tailscale', ...tailscale }, { type: 'loopback' }],
  providers: { here: model.provider },
  grants: [
    grant(['alice@example.com', 'tag:gateway'], { role: 'user' }, { models: '**' }),
    grant(['(loopback)'], { role: 'admin' }, { models: '**' }),
  ],
});
const call = (device, url, options) =>
  ask(device, `${url}/v1/chat/completions`, { body: { model: 'for-all', messages: [] }, ...options });

describe('with a network interface of its own', () => {
  let gateway, url;
  beforeAll(async () => {
    gateway = await serveOn(
      net.gateway,
      configWith({ socket: net.gateway.socket, cache: 0, timeout: '500ms' }),
    );
    url = `http://${net.gateway.v4}:${gateway.port}`;
  });
  afterAll(() => gateway?.close());

  const REFUSED = {
    status: 503,
    body: {
      error: { message: 'the Tailscale daemon of the gateway cannot be asked who calls; try again later' },
    },
  };

  /** Nobody else can have it, the daemon sees to that; but it is not there. */
  const expectRefusedAtAddressOfAlice = async () => {
    const { run } = net.gateway;
    await run(['ip', 'addr', 'add', net.alice.v4, 'dev', 'lo']);
    try {
      expect(await call(net.gateway, `http://${net.alice.v4}:${gateway.port}`)).toMatchObject(REFUSED);
    } finally {
      await run(['ip', 'addr', 'del', net.alice.v4, 'dev', 'lo']);
    }
  };

  test('a daemon that is slow lets nobody in, and everybody once it is not', async () => {
    // The machine reaches its own address without the daemon's help.
    expect(await call(net.gateway, url)).toMatchObject({ status: 200 });
    net.gateway.pause();
    try {
      expect(await call(net.gateway, url)).toMatchObject(REFUSED);
    } finally {
      net.gateway.resume();
    }
    expect(await call(net.gateway, url)).toMatchObject({ status: 200 });
    expect(await call(net.alice, url)).toMatchObject({ status: 200 });
  });

  test('a daemon that is down lets nobody in who has an address of the tailnet', async () => {
    await net.gateway.stopDaemon();
    await expectRefusedAtAddressOfAlice();
    net.gateway.startDaemon();
    const seen = [];
    await until('alice to be back', async () => {
      seen.push((await call(net.alice, url, { limit: 5 })).status);
      return seen.at(-1) !== 503;
    });
    expect(seen.at(-1)).toBe(200);
    expect(await call(net.eve, url)).toMatchObject({ status: 403 });
  });

  test('a daemon that has left its tailnet lets nobody in, and everybody once it has joined again', async () => {
    await net.gateway.tailscale('down');
    await expectRefusedAtAddressOfAlice();
    await net.gateway.rejoin(net.control.url);
    await until('alice to be back', async () => (await call(net.alice, url, { limit: 5 })).status === 200);
    expect(await call(net.eve, url)).toMatchObject({ status: 403 });
  });
});

describe('a daemon that is asked by TCP', () => {
  let program, daemon;
  beforeAll(async () => {
    program = net.gateway.start(
      [net.binary('localapi'), `${net.gateway.directory}/localapi`, 'program', net.control.url],
      {
        env: {
          ...net.gateway.env,
          TS_AUTHKEY: await net.control.authKey({ tags: ['tag:gateway'] }),
          TS_NO_LOGS_NO_SUPPORT: 'true',
          SSL_CERT_FILE: net.binary('cert.pem'),
        },
      },
    );
    daemon = await until('the tsnet program', () => {
      if (program.ended) throw new Error(program.log());
      const line = /^\{"address".*\}$/m.exec(program.log())?.[0];
      return line && JSON.parse(line);
    });
  });
  afterAll(() => program?.close());

  test('tells who calls to whoever has its password, and to nobody else', async () => {
    for (const [password, status] of [
      [daemon.password, 200],
      ['made-wrong-password', 503],
      [undefined, 503],
    ]) {
      const file = `${net.gateway.directory}/password`;
      await writeFile(file, password ?? '');
      const [block] = codeOf('guide/tailnet.md', 'A daemon by TCP', 'jsonc');
      const asGuided = adapted(block, { '127.0.0.1:41112': daemon.address, '/run/secrets/localapi': file });
      const { identity, ...rest } = configWith({ address: daemon.address });
      const config = asGuided.replace(/\}\n$/, JSON.stringify(rest).slice(1));
      const gateway = await serveOn(net.gateway, password ? config : { identity, ...rest });
      const url = `http://${net.gateway.v4}:${gateway.port}`;
      try {
        expect(await call(net.alice, url)).toMatchObject({ status });
        expect(await call(net.eve, url)).toMatchObject({ status: status === 200 ? 403 : 503 });
        expect(gateway.log()).not.toContain(password ?? daemon.password);
      } finally {
        await gateway.close();
      }
    }
  });
});
