import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createServer, type ServerOptions } from './create-server.ts';
import { toNodeListener } from '../bridge/listener.ts';
import { createNodeGateway } from '../node-gateway.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function start(server: Record<string, unknown> = {}, options: ServerOptions = {}): Promise<string> {
  const grants = [{ src: ['(loopback)'], app: { 'tailscale.com/cap/aperture': [{ role: 'user' }] } }];
  const config = { server, identity: [{ type: 'loopback' }], grants, providers: {} };
  const aperture = createServer(config, { ...options, port: 0 });
  closers.push(() => aperture.close());
  return (await aperture.listen()).url;
}

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const ask = (url: string, init: RequestInit = { headers: HTML }): Promise<Response> =>
  fetch(url, { redirect: 'manual', ...init });

it.each([
  ['', '/', '/ui/'],
  ['/ai', '/', '/ai/ui/'],
  ['/ai', '/ai/', '/ai/ui/'],
])('below %j, a browser that asks for %s is led to %s', async (basePath, path, expected) => {
  const url = await start({ base_path: basePath });
  const answer = await ask(url + path);
  expect(answer.status).toBe(302);
  expect(new URL(answer.headers.get('location') ?? '', url + path).pathname).toBe(expected);
});

it.each([
  ['GET', 'application/json'],
  ['GET', '*/*'],
  ['HEAD', 'text/html'],
  ['POST', 'text/html'],
])('a client is not: %s, %s', async (method, accept) => {
  expect((await ask(await start(), { method, headers: { accept } })).headers.get('location')).toBe(null);
});

it('nobody is where there is no dashboard', async () => {
  const url = await start({}, { pages: null });
  expect((await ask(url)).status).toBe(404);
  expect((await ask(`${url}/ui/`)).status).toBe(404);
});

it('a mounted gateway leaves / to its host', async () => {
  const gateway = createNodeGateway({ grants: [], providers: {} });
  const listener = toNodeListener(gateway.fetch, { owns: gateway.owns });
  const server: Server = createHttpServer(
    (req, res) => void listener(req, res, () => void res.writeHead(200).end('the host')),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const answer = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect([answer.status, await answer.text()]).toEqual([200, 'the host']);
});
