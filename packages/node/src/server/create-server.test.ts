import { once } from 'node:events';
import {
  Agent,
  createServer as createHttpServer,
  request,
  type IncomingMessage,
  type Server as HttpServer,
} from 'node:http';
import { connect, Server, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSocket } from '../testing/raw-socket.ts';
import { createServer, type ApertureServer, type ServerOptions } from './create-server.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** An upstream that answers when it is told to: a stream's head and first chunk at once, its end later. */
async function slowUpstream() {
  const arrived: { finish(): void }[] = [];
  let waiting: (() => void) | undefined;
  const upstream = createHttpServer((req, res) => {
    req.resume();
    const early = req.headers['x-answer'] !== 'late';
    if (early) res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    arrived.push({
      finish() {
        if (!early) res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.end('data: 2\n\n');
      },
    });
    waiting?.();
  });
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  closers.push(() => {
    upstream.closeAllConnections();
    upstream.close();
  });
  return {
    url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    /** The next request that arrives. */
    async next(): Promise<{ finish(): void }> {
      if (arrived.length === 0) await new Promise<void>((resolve) => (waiting = resolve));
      waiting = undefined;
      return arrived.shift() as { finish(): void };
    },
  };
}

function configWith(baseurl: string, server: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    server,
    identity: [{ type: 'loopback' }],
    grants: [
      { src: ['(loopback)'], app: { 'tailscale.com/cap/aperture': [{ role: 'admin' }, { models: '**' }] } },
    ],
    providers: { stub: { baseurl, models: ['m'], apikey: 'sk-stub', compatibility: { openai_chat: true } } },
  };
}

async function listening(
  config: Parameters<typeof createServer>[0],
  options: ServerOptions = {},
): Promise<{ server: ApertureServer; url: string; port: number }> {
  const server = createServer(config, { port: 0, ...options });
  closers.push(() => server.close({ drain: 0 }));
  const { url, port } = await server.listen();
  return { server, url, port };
}

/** Asks for a completion; resolves with the response's head. */
async function ask(url: string, agent: Agent, headers = {}): Promise<IncomingMessage> {
  const req = request(`${url}/v1/chat/completions`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', ...headers },
  });
  req.end('{"model":"m"}');
  return (await once(req, 'response'))[0] as IncomingMessage;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return text;
}

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true });
  closers.push(() => agent.destroy());
  return agent;
}

describe('createServer', () => {
  it('listens where the config says, and where the options say in preference', async () => {
    const { server, url } = await listening(configWith('http://127.0.0.1:1', { host: '127.0.0.2', port: 1 }));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await server.close();
    const other = await listening(configWith('http://127.0.0.1:1', { host: '127.0.0.2' }), { host: '::1' });
    expect(other.url).toBe(`http://[::1]:${other.port}`);
    expect((await fetch(`${other.url}/readyz`)).status).toBe(200);
  });

  it('forwards', async () => {
    const upstream = await slowUpstream();
    const { url } = await listening(configWith(upstream.url));
    const response = await ask(url, keepAlive());
    (await upstream.next()).finish();
    expect(response.statusCode).toBe(200);
    expect(await textOf(response)).toBe('data: 1\n\ndata: 2\n\n');
  });

  it('answers what is nobody’s with JSON', async () => {
    const { url } = await listening(configWith('http://127.0.0.1:1'));
    const response = await fetch(`${url}/favicon.ico`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toHaveProperty('error');
  });

  it('refuses a head that is longer than the config allows', async () => {
    const { url } = await listening(configWith('http://127.0.0.1:1', { max_header_bytes: 4096 }));
    const headers = { 'x-long': 'x'.repeat(5000) };
    expect((await fetch(`${url}/healthz`, { headers })).status).toBe(431);
    const roomy = await listening(configWith('http://127.0.0.1:1'));
    expect((await fetch(`${roomy.url}/healthz`, { headers: { 'x-long': 'x'.repeat(40_000) } })).status).toBe(
      200,
    );
  });

  it('drops no header, however many there are: the last may be the one that tells who called', async () => {
    const { port } = await listening(configWith('http://127.0.0.1:1'));
    const many = Array.from({ length: 1100 }, (_, i) => `a${i}:\r\n`).join('');
    const { send, until, socket } = await openSocket(port);
    const head = (headers: string): string => `GET /v1/models HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
    send(head(many));
    expect(await until(/^HTTP[^]*\r\n\r\n\{/)).toMatch(/^HTTP\/1\.1 200 /);
    send(head(`${many}X-Forwarded-For: 203.0.113.9\r\n`));
    expect(await until(/200 OK[^]*HTTP\/1\.1 /)).toContain('HTTP/1.1 403 ');
    socket.destroy();
  });

  it('gives a head its time, and a body more', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen');
    await listening(configWith('http://127.0.0.1:1'));
    const [server] = listen.mock.contexts as HttpServer[];
    listen.mockRestore();
    // Node would take the limit of the body for that of the head as well, and 0 is none.
    expect(server).toMatchObject({ headersTimeout: 60_000, requestTimeout: 0 });
  });

  it.each([
    ['/healthz', 405],
    ['/v1/chat/completions', 403],
  ])('ends a connection that goes on sending to %s 30 s after its %i', async (path, status) => {
    const { port } = await listening(configWith('http://127.0.0.1:1'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    closers.push(() => vi.useRealTimers());
    const { send, until, closed } = await openSocket(port);
    send(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\nContent-Length: 9000\r\n\r\nx`,
    );
    expect(await until(/^HTTP[^]*\r\n\r\n/)).toContain(`HTTP/1.1 ${status} `);
    vi.advanceTimersByTime(30_000);
    await closed();
  });

  it('does not start beyond loopback when nothing tells callers apart', async () => {
    const config = configWith('http://127.0.0.1:1', { host: '0.0.0.0' });
    const server = createServer(config, { port: 0 });
    closers.push(() => server.close());
    await expect(server.listen()).rejects.toThrow('refusing to listen on 0.0.0.0');

    const known = { ...config, identity: [{ type: 'header', trusted: ['192.0.2.1/32'] }] };
    const { port } = await listening(known);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  it('says in one line why it cannot listen', async () => {
    const { port } = await listening(configWith('http://127.0.0.1:1'));
    const second = createServer(configWith('http://127.0.0.1:1'), { port });
    closers.push(() => second.close());
    await expect(second.listen()).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: the port is in use`);

    const nowhere = createServer(configWith('http://127.0.0.1:1', { host: '192.0.2.1' }), {
      identity: [{ type: 'test', headers: [], byNetwork: false, identify: () => null }],
    });
    closers.push(() => nowhere.close());
    await expect(nowhere.listen()).rejects.toThrow(
      'cannot listen on 192.0.2.1:8787: this machine has no such address',
    );
  });

  it('does not listen once it was closed', async () => {
    const server = createServer(configWith('http://127.0.0.1:1'), { port: 0 });
    await server.close();
    await expect(server.listen()).rejects.toThrow('closed');
  });
});

describe('health', () => {
  it.each(['/healthz', '/readyz', '/healthz?verbose', '/readyz?'])(
    'answers GET and HEAD of %s',
    async (path) => {
      const { url } = await listening(configWith('http://127.0.0.1:1'));
      const response = await fetch(`${url}${path}`, { headers: { host: 'gateway.example.com' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.text()).toBe('ok\n');
      const head = await fetch(`${url}${path}`, { method: 'HEAD' });
      expect(head.status).toBe(200);
      expect(head.headers.get('content-length')).toBe('3');
    },
  );

  it('answers nothing else', async () => {
    const { url } = await listening(configWith('http://127.0.0.1:1'));
    const posted = await fetch(`${url}/healthz`, { method: 'POST', body: 'x' });
    expect(posted.status).toBe(405);
    expect(posted.headers.get('allow')).toBe('GET, HEAD');
    expect((await fetch(`${url}/healthz/x`)).status).toBe(404);
    expect((await fetch(`${url}/healthzz`)).status).toBe(404);
  });
});

describe('close', () => {
  it('lets a stream under way finish, and ends its connection then', async () => {
    const upstream = await slowUpstream();
    const { server, url, port } = await listening(configWith(upstream.url));
    const response = await ask(url, keepAlive());
    const under = await upstream.next();

    let closed = false;
    const closing = server.close().then(() => (closed = true));
    const refused = connect(port, '127.0.0.1');
    const [error] = await once(refused, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(closed).toBe(false);

    under.finish();
    expect(await textOf(response)).toBe('data: 1\n\ndata: 2\n\n');
    await closing;
  });

  it('closes the connection of an answer that starts after the stop', async () => {
    const upstream = await slowUpstream();
    const { server, url } = await listening(configWith(upstream.url));
    const asked = ask(url, keepAlive(), { 'x-answer': 'late' });
    const under = await upstream.next();
    const closing = server.close();
    under.finish();
    const response = await asked;
    expect(response.headers.connection).toBe('close');
    expect(await textOf(response)).toBe('data: 2\n\n');
    await closing;
  });

  it('says on connections that are still open that it is not ready', async () => {
    const upstream = await slowUpstream();
    const { server, port } = await listening(configWith(upstream.url));
    const socket = connect(port, '127.0.0.1');
    const body = '{"model":"m"}';
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const under = await upstream.next();
    let answers = '';
    while (!answers.includes('data: 1')) answers += String((await once(socket, 'data'))[0]);
    const closing = server.close();
    // Pipelined: the connection is busy with the stream, so it is still there.
    socket.write('GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n');
    under.finish();
    answers += await readAll(socket);
    expect(answers).toContain('data: 2');
    expect(answers).toContain('HTTP/1.1 503 Service Unavailable');
    expect(answers.endsWith('unavailable\n')).toBe(true);
    await closing;
  });

  it('ends idle connections, and those that never carried a request', async () => {
    const { server, url, port } = await listening(configWith('http://127.0.0.1:1'));
    const used = new Agent({ keepAlive: true });
    closers.push(() => used.destroy());
    const req = request(`${url}/healthz`, { agent: used }).end();
    await textOf((await once(req, 'response'))[0] as IncomingMessage);
    const unused = connect(port, '127.0.0.1');
    await once(unused, 'connect');
    const ended = once(unused.resume(), 'close');
    await server.close();
    expect(await ended).toEqual([false]);
  });

  it('cuts off what takes longer than the config’s patience', async () => {
    const upstream = await slowUpstream();
    const { server, url } = await listening(configWith(upstream.url, { drain: '50ms' }));
    const response = await ask(url, keepAlive());
    await upstream.next();
    const read = textOf(response);
    const [, outcome] = await Promise.all([server.close(), read.catch((error: Error) => error)]);
    expect(outcome).toBeInstanceOf(Error);
  });
});

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) text += String(chunk);
  return text;
}
