/** WebSockets beside the middlewares, inside their frameworks, at the root and under a path. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apertureMiddleware as forExpress } from '@aperturejs/express';
import { apertureMiddleware as forKoa } from '@aperturejs/koa';
import { attachUpgrade, createNodeGateway } from '@aperturejs/node';
import type { Gateway } from '@aperturejs/core';
import express from 'express';
import express4 from 'express4';
import Koa from 'koa';
import Koa2 from 'koa2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mount } from '../packages/koa/src/testing/mount.ts';
import { create, socketConfig, TOKEN } from '../packages/node/src/testing/socket-config.ts';
import { openSocket, trySocket } from '../packages/node/src/testing/socket-client.ts';
import { startSocketUpstream, type SocketUpstream } from '../packages/node/src/testing/socket-upstream.ts';

const inExpress =
  (make: typeof express) =>
  (path: string, gateway: Gateway): RequestListener => {
    const app = make();
    app.use(path || '/', forExpress(gateway));
    app.use((req, res) => void res.send(`host: ${req.method} ${req.url}`));
    return app as RequestListener;
  };
const inKoa =
  (Make: typeof Koa) =>
  (path: string, gateway: Gateway): RequestListener => {
    const app = new Make();
    app.silent = true;
    const aperture = forKoa(gateway);
    app.use(path ? mount(path, aperture) : aperture);
    app.use((ctx) => {
      ctx.body = `host: ${ctx.method} ${ctx.url}`;
    });
    return app.callback() as RequestListener;
  };
const frameworks = {
  'Express 5': inExpress(express),
  'Express 4': inExpress(express4),
  'Koa 3': inKoa(Koa),
  'Koa 2': inKoa(Koa2),
};

describe.each(Object.entries(frameworks))('%s', (_name, appOf) => {
  describe.each(['', '/ai'])('under "%s"', (path) => {
    let upstream: SocketUpstream;
    let gateway: Gateway;
    let port: number;
    let close: () => Promise<unknown>;
    beforeAll(async () => {
      upstream = await startSocketUpstream();
      gateway = createNodeGateway(socketConfig(upstream.origin), { logger: { log() {} } });
      const server = createServer(appOf(path, gateway));
      const upgrades = attachUpgrade(server, gateway, { basePath: path });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
      close = async () => {
        await upgrades.close({ drain: 0 });
        server.closeAllConnections();
        server.close();
        await gateway.close();
        await upstream.close();
      };
    });
    afterAll(() => close());
    beforeEach(() => upstream.reset());
    const headers = { authorization: TOKEN };

    it('relays a turn, and checks every message', async () => {
      const client = await openSocket(port, { path: `${path}/codex/responses`, headers });
      client.send(create('platform/gpt-5'));
      const provider = await upstream.next();
      expect((await provider.next()).text).toBe(create('gpt-5'));
      provider.send('{"type":"response.completed"}');
      expect((await client.next()).text).toBe('{"type":"response.completed"}');
      client.send(create('secret-model'));
      expect(await client.json()).toMatchObject({ status: 404, error: { code: 'model_not_found' } });
      expect(provider.heard).toEqual([]);
      provider.socket.close(4001, 'vendor');
      expect(await client.ended).toEqual({ code: 4001, reason: 'vendor' });
    });

    it('sends clients to HTTP where there is none', async () => {
      const outcome = await trySocket(port, { path: `${path}/plain/responses`, headers });
      expect(outcome).toMatchObject({ status: 426 });
      const foreign = { ...headers, origin: 'https://evil.example' };
      expect(
        await trySocket(port, { path: `${path}/codex-oauth/responses`, headers: foreign }),
      ).toMatchObject({ status: 403 });
      expect(upstream.handshakes).toEqual([]);
    });

    it('leaves the rest to the host application', async () => {
      expect(await trySocket(port, { path: '/about', headers })).toMatchObject({ text: 'host: GET /about' });
    });
  });
});
