import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer, request as httpsRequest } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Identity, Transport } from '@aperturejs/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { toNodeListener } from '../bridge/listener.ts';
import { createNodeGateway } from '../node-gateway.ts';
import { create, socketConfig, TOKEN } from '../testing/socket-config.ts';
import { openSocket, trySocket, type SocketAsk } from '../testing/socket-client.ts';
import { startSocketUpstream, type SocketUpstream } from '../testing/socket-upstream.ts';
import { CERTIFICATE, KEY } from '../transport/testing/certificate.ts';
import { deferred } from '../transport/testing/deferred.ts';
import { attachUpgrade, type AttachedUpgrade, type UpgradeOptions } from './upgrade.ts';

const SILENCE = { log() {} };
let upstream: SocketUpstream;
beforeAll(async () => (upstream = await startSocketUpstream()));
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

/** A host application with a gateway in it, ended with the test. */
async function host(
  options: UpgradeOptions = {},
  { config = socketConfig(upstream.origin), transport }: { config?: object; transport?: Transport } = {},
): Promise<{ server: Server; upgrades: AttachedUpgrade; port: number }> {
  const gateway = createNodeGateway(config as Record<string, unknown>, {
    logger: SILENCE,
    ...(transport && { transport }),
  });
  const { basePath = '' } = options;
  const listener = toNodeListener(gateway.fetch, {
    owns: gateway.owns,
    info: () => ({ basePath }),
  });
  const server = createServer((req, res) => {
    void listener(req, res, () => {
      let body = '';
      req.on('data', (chunk) => (body += String(chunk)));
      req.once('end', () => res.end(`host: ${req.method} ${req.url} ${req.headers.upgrade} ${body}`));
    });
  });
  const upgrades = attachUpgrade(server, gateway, options);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await upgrades.close({ drain: 0 });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await gateway.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, upgrades, port };
}

const ask = (path: string, more: object = {}): SocketAsk => ({
  path,
  headers: { authorization: TOKEN },
  ...more,
});

describe('a server of one’s own', () => {
  it('has WebSockets', async () => {
    const { port } = await host();
    const client = await openSocket(port, ask('/codex-oauth/responses'));
    client.send(create('gpt-5.3-codex'));
    expect((await (await upstream.next()).next()).text).toBe(create('gpt-5.3-codex'));
    client.socket.terminate();
  });

  it('has them below the path that it is told', async () => {
    const { port } = await host({ basePath: '/ai' });
    const client = await openSocket(port, ask('/ai/codex-oauth/responses'));
    client.socket.terminate();
    expect(upstream.handshakes.map(({ path }) => path)).toEqual(['/backend-api/codex/responses']);
    // The host application's own page, as if there were no WebSockets.
    const outside = await trySocket(port, ask('/codex-oauth/responses'));
    expect(outside).toMatchObject({ status: 200, text: 'host: GET /codex-oauth/responses undefined ' });
    expect(await trySocket(port, ask('/ai/../codex-oauth/responses'))).toMatchObject({ status: 200 });
    expect(upstream.handshakes).toHaveLength(1);
  });

  it('keeps the upgrades of its other listeners', async () => {
    const { port, server } = await host();
    const own = new WebSocketServer({ noServer: true });
    server.on('upgrade', (req, socket, head) => {
      if (req.url === '/chat')
        own.handleUpgrade(req, socket, head, (opened) => opened.send('hello from the host'));
      else if (!req.url?.startsWith('/codex')) socket.destroy();
    });
    const client = await openSocket(port, { path: '/chat' });
    expect((await client.next()).text).toBe('hello from the host');
    client.socket.terminate();
    await expect(trySocket(port, { path: '/other' })).rejects.toThrow('hang up');
    const relayed = await openSocket(port, ask('/codex-oauth/responses'));
    relayed.socket.terminate();
  });

  it('goes on with requests that offer another protocol', async () => {
    const { port } = await host();
    const { default: http } = await import('node:http');
    const send = (path: string, body: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const headers = { connection: 'upgrade', upgrade: 'h2c', 'content-type': 'application/json' };
        const req = http.request({ port, host: '127.0.0.1', path, method: 'POST', headers }, (res) => {
          let text = '';
          res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          res.once('end', () => resolve(`${res.statusCode} ${text}`));
        });
        req.once('error', reject).end(body);
      });
    expect(await send('/reports', 'a body')).toBe('200 host: POST /reports undefined a body');
    expect(await send('/v1/responses', '{"model":"gpt-9"}')).toContain(
      '404 {"error":{"message":"no route found',
    );
  });

  it('goes on with them over TLS as well', async () => {
    const gateway = createNodeGateway(socketConfig(upstream.origin), { logger: SILENCE });
    const server = createTlsServer({ cert: CERTIFICATE, key: KEY }, toNodeListener(gateway.fetch));
    attachUpgrade(server, gateway);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await gateway.close();
    });
    const { port } = server.address() as AddressInfo;
    const headers = { connection: 'upgrade', upgrade: 'h2c' };
    const asked = httpsRequest({
      port,
      path: '/v1/models',
      ca: CERTIFICATE,
      host: 'localhost',
      headers,
    }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
  });

  it('tells who calls', async () => {
    const identify = ({ headers }: { headers: Record<string, unknown> }): Identity | undefined =>
      headers['cookie'] === 'session=root'
        ? { login: 'root@example.com', tags: [], groups: [], source: 'session' }
        : undefined;
    const { port } = await host({ identify });
    const asRoot = { authorization: TOKEN, cookie: 'session=root' };
    expect(await trySocket(port, { path: '/codex-oauth/responses', headers: asRoot })).toMatchObject({
      status: 426,
      text: expect.stringContaining('none of your models'),
    });
    const client = await openSocket(port, ask('/codex-oauth/responses'));
    client.socket.terminate();
  });

  it('ends a connection about which it cannot tell', async () => {
    const errors: unknown[] = [];
    const identify = (): never => {
      throw new Error('no session store');
    };
    const { port } = await host({ identify, onError: (error) => errors.push(error) });
    await expect(trySocket(port, ask('/codex-oauth/responses'))).rejects.toThrow('hang up');
    expect(errors).toMatchObject([{ message: 'no session store' }]);
    expect(upstream.handshakes).toEqual([]);
  });

  it('accepts none any more once it is closed', async () => {
    const asked = deferred<void>();
    const told = deferred<undefined>();
    const identify = (): Promise<undefined> => {
      asked.resolve();
      return told.promise;
    };
    const { port, upgrades } = await host({ identify });
    const answer = trySocket(port, ask('/codex-oauth/responses'));
    await asked.promise;
    await upgrades.close();
    told.resolve(undefined);
    expect(await answer).toMatchObject({ status: 426, text: expect.stringContaining('stopping') });
    expect(upstream.handshakes).toEqual([]);
  });

  it('answers with a 426 where the transport opens no WebSockets', async () => {
    const transport: Transport = {
      send: () => ({ response: Promise.reject(new Error('unused')), cancel() {} }),
    };
    const { port } = await host({}, { transport });
    expect(await trySocket(port, ask('/codex-oauth/responses'))).toMatchObject({
      status: 426,
      text: expect.stringContaining('opens no WebSockets'),
    });
  });
});

it('without an attached handler every upgrade gets a 426', async () => {
  const gateway = createNodeGateway(socketConfig(upstream.origin), { logger: SILENCE });
  const server = createServer(toNodeListener(gateway.fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await gateway.close();
  });
  const { port } = server.address() as AddressInfo;
  expect(await trySocket(port, ask('/codex-oauth/responses'))).toMatchObject({ status: 426 });
});
