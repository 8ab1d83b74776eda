import { collectBytes } from '@aperturejs/core/wire';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type tls from 'node:tls';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createConnections } from './connections.ts';
import { deferred } from './testing/deferred.ts';
import { httpsUpstream, httpUpstream, request, tcpUpstream, transportForTest } from './testing/upstream.ts';

// The authorities that Node brings are, for this file, the certificate for tests.
vi.mock('node:tls', async (original) => {
  const { CERTIFICATE } = await import('./testing/certificate.ts');
  return { ...(await original<typeof tls>()), rootCertificates: [CERTIFICATE] };
});

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('a connection', () => {
  it('is used again', async () => {
    const ports: unknown[] = [];
    const origin = await httpUpstream((req, res) => {
      ports.push(req.socket.remotePort);
      res.end('ok');
    });
    const transport = transportForTest();
    for (let i = 0; i < 5; i++) await collectBytes((await transport.send(request({ origin })).response).body);
    expect(new Set(ports).size).toBe(1);
  });

  it('carries one request at a time', async () => {
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const origin = await httpUpstream((_req, res) => {
      open++;
      most = Math.max(most, open);
      waiting.push(() => {
        open--;
        res.end('ok');
      });
      if (waiting.length === 50) for (const answer of waiting) answer();
    });
    const transport = transportForTest();
    const answers = Array.from({ length: 50 }, () => transport.send(request({ origin })).response);
    for (const { body } of await Promise.all(answers)) await collectBytes(body);
    expect(most).toBe(50);
  });

  it('that the provider closed while it was free is not used, and the request goes out on a new one, once', async () => {
    const sockets: Socket[] = [];
    let asked = 0;
    const origin = await tcpUpstream((socket) => {
      sockets.push(socket);
      socket.on('data', () => {
        asked++;
        socket.write(OK);
      });
    });
    const transport = transportForTest();
    await collectBytes((await transport.send(request({ origin })).response).body);
    const closed = new Promise((resolve) => sockets[0]!.on('close', resolve));
    sockets[0]!.end();
    await closed;
    expect((await transport.send(request({ origin })).response).status).toBe(200);
    expect([sockets.length, asked]).toEqual([2, 2]);
  });

  it('that ended while it was free is forgotten', async () => {
    const origin = await tcpUpstream((socket) => {
      socket.on('data', () => socket.end(OK));
    });
    const connections = createConnections();
    const connection = connections.take(origin);
    await connection.client.request({ method: 'GET', path: '/' });
    connections.release(connection);
    await once(connection.client, 'disconnect');
    expect(connections.take(origin)).not.toBe(connection);
  });

  it('that breaks under a request is not tried again: a POST may have been acted on', async () => {
    let asked = 0;
    const origin = await tcpUpstream((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => {
        asked++;
        if (asked === 1) socket.write(OK);
        else socket.resetAndDestroy();
      });
    });
    const transport = transportForTest();
    await collectBytes((await transport.send(request({ origin })).response).body);
    for (const method of ['POST', 'GET']) {
      await expect(transport.send(request({ origin, method, body: null })).response).rejects.toMatchObject({
        code: 'upstream_unreachable',
      });
    }
    expect(asked).toBe(3);
  });

  it.each([
    { what: 'says close', answer: OK.replace('\r\n', '\r\nconnection: close\r\n') },
    {
      what: 'keeps it for less time than a request may need to get there',
      answer: OK.replace('\r\n', '\r\nconnection: keep-alive\r\nkeep-alive: timeout=1\r\n'),
    },
  ])('is not used again if the provider $what', async ({ answer }) => {
    let connections = 0;
    const origin = await tcpUpstream((socket) => {
      connections++;
      socket.on('data', () => socket.write(answer));
    });
    const transport = transportForTest();
    for (let i = 0; i < 3; i++) await collectBytes((await transport.send(request({ origin })).response).body);
    expect(connections).toBe(3);
  });

  it('belongs to one origin', async () => {
    const seen: string[] = [];
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) =>
        httpUpstream((req, res) => {
          seen.push(`${name} ${req.headers.host}`);
          res.end();
        }),
      ),
    );
    const transport = transportForTest();
    for (const origin of [a!, b!, a!])
      await collectBytes((await transport.send(request({ origin })).response).body);
    expect(seen).toEqual([`a ${a!.slice(7)}`, `b ${b!.slice(7)}`, `a ${a!.slice(7)}`]);
  });
});

it('trusts the authorities that Node brings beside those it is told of', async () => {
  const { rootCertificates } = await vi.importActual<typeof tls>('node:tls');
  const origin = await httpsUpstream((_req, res) => res.end());
  const transport = transportForTest({ connect: { ca: rootCertificates.slice(0, 1) } });
  expect((await transport.send(request({ origin })).response).status).toBe(200);
});

describe('closing', () => {
  it('ends free connections at once and lets requests under way finish', async () => {
    // Time stands still, or idle connections would end by themselves.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const waiting = deferred<ServerResponse>();
    const gone = { '/now': deferred(), '/slow': deferred() };
    const origin = await httpUpstream((req, res) => {
      req.socket.on('close', () => gone[req.url as '/now' | '/slow'].resolve());
      if (req.url === '/now') res.end('ok');
      else waiting.resolve(res);
    });
    const transport = transportForTest();
    const slow = transport.send(request({ origin, path: '/slow' })).response;
    await collectBytes((await transport.send(request({ origin, path: '/now' })).response).body);
    await transport.close?.();
    await gone['/now'].promise;
    (await waiting.promise).end('later');
    expect(Buffer.from(await collectBytes((await slow).body)).toString()).toBe('later');
    await gone['/slow'].promise;
  });
});
