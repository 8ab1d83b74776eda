import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectBytes } from '@aperturejs/core/wire';
import { afterEach, expect, it } from 'vitest';
import { createUndiciTransport } from './undici.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function upstream(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('carries a request and its answer', async () => {
  const origin = await upstream((req, res) => {
    let body = '';
    req.on('data', (chunk) => (body += chunk));
    req.on('end', () => res.end(JSON.stringify({ url: req.url, headers: req.rawHeaders, body })));
  });
  const transport = createUndiciTransport();
  const { response } = transport.send({
    method: 'POST',
    origin,
    path: '/v1/messages?beta=true',
    headers: ['X-B', '1', 'x-a', '2', 'X-B', '3'],
    body: new TextEncoder().encode('hello'),
    deadlines: { connect: 1000, firstByte: 0, idle: 0, total: 0 },
  });
  const { status, body } = await response;
  expect(status).toBe(200);
  const seen = JSON.parse(new TextDecoder().decode(await collectBytes(body)));
  expect(seen).toEqual({
    url: '/v1/messages?beta=true',
    headers: [
      'host',
      origin.slice(7),
      'connection',
      'keep-alive',
      'X-B',
      '1',
      'x-a',
      '2',
      'X-B',
      '3',
      'content-length',
      '5',
    ],
    body: 'hello',
  });
  await transport.close?.();
});
