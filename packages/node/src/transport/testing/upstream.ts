/** Stand-ins for a provider on the loopback interface, ended with the test that started them. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import type { Deadlines, Transport, UpstreamRequest } from '@aperturejs/core';
import { onTestFinished } from 'vitest';
import { createUndiciTransport, type UndiciTransportOptions } from '../undici.ts';
import { CERTIFICATE, KEY } from './certificate.ts';

/** No limits. */
export const NO_DEADLINES: Deadlines = { connect: 0, firstByte: 0, idle: 0, total: 0 };

/** A provider that speaks HTTP. Gives its origin. */
export async function httpUpstream(handle: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(handle))}`;
}

/** A provider that speaks HTTPS with the certificate for tests. Gives its origin, under the certificate's name. */
export async function httpsUpstream(handle: RequestListener): Promise<string> {
  return `https://localhost:${await listen(createTlsServer({ cert: CERTIFICATE, key: KEY }, handle))}`;
}

/** A provider that does what the test says with each connection. Gives its origin. */
export async function tcpUpstream(connected: (socket: Socket) => void): Promise<string> {
  return `http://127.0.0.1:${await listen(createTcpServer({ allowHalfOpen: true }, connected))}`;
}

/** A transport, closed with the test. */
export function transportForTest(options?: UndiciTransportOptions): Transport {
  const transport = createUndiciTransport(options);
  onTestFinished(() => transport.close?.());
  return transport;
}

/** A request: a POST of `{}` with the fields that the test gives. */
export function request(fields: Partial<UpstreamRequest> & { origin: string }): UpstreamRequest {
  return {
    method: 'POST',
    path: '/v1/messages',
    headers: ['content-type', 'application/json'],
    body: new TextEncoder().encode('{}'),
    deadlines: NO_DEADLINES,
    ...fields,
  };
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    const closed = new Promise((resolve) => {
      server.close(resolve);
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
