import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import type { UpstreamRequest } from '../ports/transport.ts';
import { bytesFrom, collectBytes } from '../wire/byte-source.ts';
import { headerValue } from '../wire/header-list.ts';
import { createFetchTransport } from './fetch-transport.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const asked = (origin: string, more: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  method: 'POST',
  origin,
  path: '/v1/x?q=1',
  headers: ['x-a', '1', 'x-a', '2'],
  body: null,
  deadlines: { connect: 0, firstByte: 0, idle: 0, total: 0 },
  ...more,
});

it.each([
  ['whole', new TextEncoder().encode('hello')],
  ['streamed', bytesFrom(new TextEncoder().encode('hel'), new TextEncoder().encode('lo'))],
])('sends a %s body and hands back what comes', async (_name, body) => {
  const origin = await serve((req, res) => {
    res.setHeader('x-seen', `${req.method} ${req.url} ${req.headers['x-a']}`);
    req.pipe(res);
  });
  const response = await createFetchTransport().send(asked(origin, { body })).response;
  expect(response.status).toBe(200);
  expect(headerValue(response.headers, 'x-seen')).toBe('POST /v1/x?q=1 1, 2');
  expect(new TextDecoder().decode(await collectBytes(response.body))).toBe('hello');
});

it('says of a decoded body what is true of it', async () => {
  const origin = await serve((_req, res) => {
    res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello'));
  });
  const response = await createFetchTransport().send(asked(origin)).response;
  expect(headerValue(response.headers, 'content-encoding')).toBeUndefined();
  expect(headerValue(response.headers, 'content-length')).toBeUndefined();
  expect(new TextDecoder().decode(await collectBytes(response.body))).toBe('hello');
});

it('follows no redirect', async () => {
  const origin = await serve((_req, res) => void res.writeHead(302, { location: '/elsewhere' }).end());
  expect(await createFetchTransport().send(asked(origin)).response).toMatchObject({ status: 302 });
});

it('tells that the host cannot be reached, and when it is too late', async () => {
  const origin = await serve(() => {});
  const late = createFetchTransport().send(
    asked(origin, { deadlines: { connect: 0, firstByte: 30, idle: 0, total: 0 } }),
  );
  await expect(late.response).rejects.toMatchObject({ code: 'upstream_timeout' });
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  const gone = createFetchTransport().send(asked(origin));
  await expect(gone.response).rejects.toMatchObject({
    code: 'upstream_unreachable',
    message: expect.stringContaining('127.0.0.1'),
  });
});

it('fails a body that falls silent', async () => {
  const origin = await serve((_req, res) => void res.writeHead(200).write('half'));
  const { body } = await createFetchTransport().send(
    asked(origin, { deadlines: { connect: 0, firstByte: 0, idle: 30, total: 0 } }),
  ).response;
  await expect(collectBytes(body)).rejects.toMatchObject({ code: 'upstream_timeout' });
});

it('ends an exchange that is cancelled', async () => {
  let closed: () => void = () => {};
  const gone = new Promise<void>((resolve) => (closed = resolve));
  const origin = await serve((req, res) => {
    res.once('close', closed);
    if (req.url === '/head') res.writeHead(200).flushHeaders();
  });
  const exchange = createFetchTransport().send(asked(origin, { path: '/head' }));
  await exchange.response;
  exchange.cancel();
  await gone;
});
