import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, createSecureServer, type Http2SecureServer } from 'node:http2';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import express4 from 'express4';
import { afterEach, describe, expect, it } from 'vitest';
import { CERTIFICATE, KEY } from '../transport/testing/certificate.ts';
import { basePathOf, contextOf, isSecure, plainAddress, targetOf } from './host-info.ts';
import { toNodeListener } from './listener.ts';
import type { NodeRequest } from './node-http.ts';

const request = (fields: object): NodeRequest => fields as NodeRequest;

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['::ffff:0a01:0203', '::ffff:0a01:0203'],
  ['fe80::1%eth0', 'fe80::1'],
  [undefined, undefined],
])('writes the address %s plainly', (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});

it('reads what Express puts on a request, unless the host tells otherwise', () => {
  const req = request({ url: '/cut', originalUrl: '/ai/cut', baseUrl: '/ai', protocol: 'https', socket: {} });
  expect([targetOf(req), basePathOf(req), isSecure(req)]).toEqual(['/ai/cut', '/ai', true]);
  const told = { target: '/t', basePath: '/b', protocol: 'http' };
  expect([targetOf(req, told), basePathOf(req, told), isSecure(req, told)]).toEqual(['/t', '/b', false]);
});

it('tells TLS by the socket and never by what the client says', () => {
  const headers = { 'x-forwarded-proto': 'https' };
  expect(isSecure(request({ headers, scheme: 'https', socket: {} }))).toBe(false);
  expect(isSecure(request({ headers: {}, scheme: 'http', socket: { encrypted: true } }))).toBe(true);
});

it('tells the handler where the caller is and who the host says it is', () => {
  const identity = { login: 'a@example.com', tags: [], groups: [], source: 'host' };
  const connection = { remoteAddress: '::ffff:10.0.0.1', remotePort: 5 };
  const req = request({ socket: connection });
  expect(contextOf(req)).toEqual({ remoteAddress: '10.0.0.1', remotePort: 5, connection, basePath: '' });
  expect(contextOf(req, { identify: () => identity, remoteAddress: '10.0.0.2' })).toEqual({
    remoteAddress: '10.0.0.2',
    remotePort: 5,
    connection,
    basePath: '',
    identity,
  });
  expect(contextOf(request({ socket: undefined }), { identify: () => undefined })).not.toHaveProperty(
    'identity',
  );
});

it('tells connections apart by one object each, also over HTTP/2, where each request has its own socket', async () => {
  const seen: (object | undefined)[] = [];
  const server = createSecureServer({ cert: CERTIFICATE, key: KEY }, (req, res) => {
    seen.push(contextOf(req as NodeRequest).connection);
    res.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sessions = [1, 2].map(() =>
    connect(`https://localhost:${port}`, { ca: CERTIFICATE, host: '127.0.0.1' }),
  );
  for (const session of sessions) {
    for (const path of ['/1', '/2']) await text(session.request({ ':path': path }));
  }
  for (const session of sessions) session.close();
  server.close();
  const [first, second, third, fourth] = seen;
  expect(first).toBeTypeOf('object');
  expect(first).toBe(second);
  expect(third).toBe(fourth);
  expect(first).not.toBe(third);
});

describe('the scheme of the URL', () => {
  const listener = toNodeListener((request) => new Response(new URL(request.url).protocol));
  const servers: { close(): void }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function portOf(server: Server | Http2SecureServer): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  it.each([
    ['Express 5', express],
    ['Express 4', express4],
  ])('is what %s makes of forwarding headers, by its own trust', async (_, make) => {
    for (const [trust, scheme] of [
      [true, 'https:'],
      [false, 'http:'],
    ]) {
      const app = make();
      app.set('trust proxy', trust);
      app.use((req, res) => void listener(req, res));
      const port = await portOf(createServer(app as RequestListener));
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        headers: { 'x-forwarded-proto': 'https', connection: 'close' },
      });
      expect(await answer.text()).toBe(scheme);
    }
  });

  it('is https over TLS, on HTTP/1 and HTTP/2', async () => {
    const port = await portOf(
      createSecureServer({ cert: CERTIFICATE, key: KEY, allowHTTP1: true }, listener),
    );
    const tls = { ca: CERTIFICATE, servername: 'localhost', agent: false as const };
    const [res] = (await once(get({ port, host: '127.0.0.1', ...tls }), 'response')) as [IncomingMessage];
    expect(await text(res)).toBe('https:');
    const session = connect(`https://localhost:${port}`, { ca: CERTIFICATE, host: '127.0.0.1' });
    expect(await text(session.request({ ':path': '/' }))).toBe('https:');
    session.close();
  });
});
