/** The gateway's behaviour from a client's socket to a provider's, the same on every face. */
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Gateway } from '@aperturejs/core';
import { createNodeGateway } from './node-gateway.ts';
import { faces, type RunningFace } from './testing/faces.ts';
import { openSocket } from './testing/raw-socket.ts';
import { startUpstream, type Reached, type Upstream } from './testing/upstream.ts';

const CAP = 'tailscale.com/cap/aperture';
const TOKEN = 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln';

/** One gateway for all faces of a run: loopback callers may use everything. */
function configFor(origin: string, closedOrigin: string): Record<string, unknown> {
  const responses = { openai_responses: true };
  return {
    server: { max_body_bytes: 16 * 1024 * 1024, deadlines: { first_byte: '400ms' } },
    grants: [{ src: ['(loopback)'], app: { [CAP]: [{ role: 'user' }, { models: '**' }] } }],
    providers: {
      'codex-oauth': {
        baseurl: `${origin}/backend-api/codex`,
        auth_mode: 'passthrough',
        models: ['gpt-5.3-codex'],
        compatibility: responses,
      },
      platform: {
        baseurl: `${origin}/platform`,
        apikey: 'sk-organisation-canary',
        models: ['gpt-5'],
        compatibility: responses,
        add_headers: ['X-Team: platform'],
      },
      closed: { baseurl: closedOrigin, models: ['unreachable'], compatibility: responses },
      claude: {
        baseurl: `${origin}/anthropic`,
        authorization: 'x-api-key',
        apikey: 'sk-ant-canary',
        models: ['claude'],
        compatibility: { anthropic_messages: true },
      },
    },
  };
}

let upstream: Upstream;
let gateway: Gateway;

beforeAll(async () => {
  upstream = await startUpstream();
  const closed = await startUpstream();
  gateway = createNodeGateway(configFor(upstream.origin, closed.origin));
  await closed.close();
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});
beforeEach(() => upstream.reset());

/** The request that reached the provider; there must be exactly one. */
function only(): Reached {
  expect(upstream.reached).toHaveLength(1);
  return upstream.reached[0] as Reached;
}

/** Answers with a stream that the test writes by hand. */
function streamByHand(): { opened: Promise<{ write(text: string): void; end(): void; cut(): void }> } {
  return {
    opened: new Promise((resolve) => {
      upstream.answer = (_req, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        res.flushHeaders();
        resolve({
          write: (text) => void res.write(text),
          end: () => void res.end(),
          cut: () => void res.socket?.destroy(),
        });
      };
    }),
  };
}

async function next(body: AsyncIterator<Uint8Array>): Promise<string> {
  const { value, done } = await body.next();
  return done ? '' : Buffer.from(value as Uint8Array).toString();
}

describe.each(faces)('$name', (face) => {
  const over = (...traits: (typeof face.traits)[number][]): boolean =>
    traits.some((trait) => face.traits.includes(trait));
  let running: RunningFace;
  const post = (path: string, body: string | Uint8Array, headers: string[] = []) =>
    running.client.fetch({
      method: 'POST',
      path,
      headers: ['content-type', 'application/json', ...headers],
      body,
    });

  beforeAll(async () => {
    running = await face.start((request, context) =>
      gateway.fetch(request, { ...context, basePath: face.mount }),
    );
  });
  afterAll(() => running.close());

  it('relays a Codex turn: its bytes, its token, its headers', async () => {
    const body =
      '{"model":"gpt-5.3-codex","input":[{"text":"caf\\u00e9  \u{1F600}"}], "store":false,"stream":true}';
    const sse =
      'event: response.created\r\ndata: {"a":1}\r\n\r\n: comment\ndata:{"type":"response.completed"}\n\n';
    upstream.answer = (_req, res) => {
      res.writeHead(200, {
        'content-type': 'text/event-stream',
        'x-codex-turn-state': 'opaque',
        'set-cookie': 'cf=1',
      });
      res.end(sse);
    };
    const headers = [
      'authorization',
      TOKEN,
      'chatgpt-account-id',
      'acc',
      'x-codex-turn-metadata',
      '{"a":"b"}',
      'session-id',
      's',
    ];
    const answer = await post('/codex/responses?client=x', body, headers);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(sse);
    expect(answer.header('x-codex-turn-state')).toEqual(['opaque']);
    expect(answer.header('set-cookie')).toEqual([]);
    const reached = only();
    expect([reached.method, reached.path]).toEqual(['POST', '/backend-api/codex/responses?client=x']);
    expect((await reached.body).toString()).toBe(body);
    for (let i = 0; i < headers.length; i += 2)
      expect(reached.header(headers[i] as string)).toBe(headers[i + 1]);
    expect(reached.header('host')).toBe(new URL(upstream.origin).host);
  });

  it('passes each event on when it comes, not before and not later', async () => {
    const { opened } = streamByHand();
    const answer = await running.client.open({
      method: 'POST',
      path: '/v1/responses',
      body: '{"model":"gpt-5"}',
    });
    const stream = await opened;
    const body = answer.body[Symbol.asyncIterator]();
    for (const text of ['data: 1\n\n', 'data: 2\n\n', ': ping\n\n']) {
      stream.write(text);
      expect(await next(body)).toBe(text);
    }
    stream.end();
    expect(await next(body)).toBe('');
  });

  it('cuts off what upstream cut off', async () => {
    const { opened } = streamByHand();
    const answer = await running.client.open({
      method: 'POST',
      path: '/v1/responses',
      body: '{"model":"gpt-5"}',
    });
    const body = answer.body[Symbol.asyncIterator]();
    const stream = await opened;
    stream.write('data: half');
    expect(await next(body)).toBe('data: half');
    stream.cut();
    await expect(next(body)).rejects.toBeInstanceOf(Error);
  });

  it('ends the exchange upstream when the client leaves mid-stream', async () => {
    const { opened } = streamByHand();
    const answer = await running.client.open({
      method: 'POST',
      path: '/v1/responses',
      body: '{"model":"gpt-5"}',
    });
    (await opened).write('data: 1\n\n');
    await next(answer.body[Symbol.asyncIterator]());
    answer.leave();
    await only().gone;
  });

  it('ends it when the client leaves before there is an answer', async () => {
    const leave = new AbortController();
    const reached = new Promise<Reached>((resolve) => {
      upstream.answer = (_req, _res, it) => resolve(it);
    });
    const answer = running.client.open(
      { method: 'POST', path: '/v1/responses', body: '{"model":"gpt-5"}' },
      leave.signal,
    );
    answer.catch(() => {});
    const { gone } = await reached;
    leave.abort();
    await gone;
  });

  it('ends it when the client leaves in the middle of its upload', async () => {
    const leave = new AbortController();
    const arrived = new Promise<Reached>((resolve) => {
      upstream.answer = (_req, _res, it) => resolve(it);
    });
    async function* upload(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`{"model":"gpt-5","text":"${'x'.repeat(1024 * 1024)}`);
      await new Promise((resolve) => leave.signal.addEventListener('abort', resolve));
    }
    const answer = running.client.open(
      { method: 'POST', path: '/v1/responses', body: upload() },
      leave.signal,
    );
    answer.catch(() => {});
    const reached = await arrived;
    leave.abort();
    await expect(reached.body).rejects.toThrow('broke off');
  });

  it('streams a large body through byte for byte, with the provider cut out of its model', async () => {
    const text = 'x'.repeat(9 * 1024 * 1024);
    const answer = await post('/v1/responses', `{"model":"platform/gpt-5","text":"${text}\\u0041"}`);
    expect(answer.status).toBe(200);
    expect((await only().body).equals(Buffer.from(`{"model":"gpt-5","text":"${text}\\u0041"}`))).toBe(true);
  });

  it('never completes a large request whose rest breaks a rule, and says which', async () => {
    const text = 'x'.repeat(1024 * 1024);
    const answer = await post('/v1/responses', `{"model":"gpt-5","text":"${text}","model":"gpt-9"}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('more than once');
    for (const reached of upstream.reached) await expect(reached.body).rejects.toThrow('broke off');
  });

  it('refuses a body over the limit', async () => {
    const answer = await post('/v1/responses', Buffer.alloc(17 * 1024 * 1024, ' ')).catch(
      (error: unknown) => error as Error,
    );
    // A client that is still sending may meet the closed connection before it reads the answer.
    if (!(answer instanceof Error)) expect(answer.status).toBe(413);
    expect(upstream.reached).toEqual([]);
  });

  it('keeps the credentials of client, gateway and provider apart', async () => {
    const secrets = [
      'authorization',
      TOKEN,
      'x-api-key',
      'mine',
      'cookie',
      'a=b',
      'x-forwarded-proto',
      'https',
      'x-aperture-key',
      'k',
    ];
    const secretsHere = secrets.filter(
      (_, i) => !['x-forwarded-proto', 'https'].includes(secrets[i] as string),
    );
    await post('/v1/responses', '{"model":"gpt-5"}', secretsHere);
    const names = only()
      .headers.filter((_, i) => i % 2 === 0)
      .map((name) => name.toLowerCase());
    expect(only().header('authorization')).toBe('Bearer sk-organisation-canary');
    expect(only().header('x-team')).toBe('platform');
    for (const name of ['x-api-key', 'cookie', 'x-aperture-key']) expect(names).not.toContain(name);
  });

  it('lists models, also without a body for HEAD', async () => {
    const list = await running.client.fetch({ path: '/v1/models' });
    expect(list.json<{ data: { id: string }[] }>().data.map(({ id }) => id)).toEqual([
      'gpt-5.3-codex',
      'gpt-5',
      'unreachable',
      'claude',
    ]);
    const head = await running.client.fetch({ method: 'HEAD', path: '/v1/models' });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  it('relays the list of Codex models, or gives a quick 404', async () => {
    upstream.answer = (_req, res) => void res.writeHead(200, { etag: 'W/"1"' }).end('{"models":[1]}');
    const models = await running.client.fetch({
      path: '/codex/models?client_version=0.169.0',
      headers: ['authorization', TOKEN],
    });
    expect([models.status, models.text, models.header('etag')]).toEqual([200, '{"models":[1]}', ['W/"1"']]);
    expect(only().path).toBe('/backend-api/codex/models?client_version=0.169.0');
    expect((await running.client.fetch({ path: '/codex/models' })).status).toBe(404);
  });

  it("passes a vendor's error as it is", async () => {
    const body = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    upstream.answer = (_req, res) =>
      void res.writeHead(529, { 'request-id': 'r', 'retry-after': '3' }).end(body);
    const answer = await post('/v1/messages', '{"model":"claude"}');
    expect([answer.status, answer.text, answer.header('retry-after')]).toEqual([529, body, ['3']]);
  });

  it('tells upstream failures in the dialect of the client', async () => {
    const closed = await post('/v1/responses', '{"model":"unreachable"}');
    expect(closed.status).toBe(502);
    expect(closed.json<{ error: { message: string } }>().error.message).toMatch(/127\.0\.0\.1/);
    upstream.answer = (req) => void req.socket.destroy();
    const reset = await post('/v1/messages', '{"model":"claude"}');
    expect(reset.status).toBe(502);
    expect(reset.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
    upstream.answer = () => {};
    const late = await post('/v1/responses', '{"model":"gpt-5"}');
    expect(late.status).toBe(504);
    expect([closed.text, reset.text, late.text].join()).not.toMatch(/canary/);
  });

  it('answers a WebSocket upgrade with 426', async () => {
    if (over('http2')) return expect(face.name).toContain('HTTP/2');
    const headers = [
      'connection',
      'Upgrade',
      'upgrade',
      'websocket',
      'sec-websocket-version',
      '13',
      'sec-websocket-key',
      'x',
    ];
    const answer = await running.client.fetch({ path: '/codex/responses', headers });
    expect(answer.status).toBe(426);
    return expect(upstream.reached).toEqual([]);
  });

  it.each([
    ['a forwarded request', ['x-forwarded-for', '203.0.113.9']],
    ["another site's page", ['origin', 'https://evil.example']],
    ['a rebound name', ['host', 'evil.example']],
    ['a login it may not name', ['tailscale-user-login', 'root@example.com']],
  ])('does not take %s for the loopback user', async (_name, headers) => {
    const [name] = headers;
    // Without a server there is no Host header but the URL's.
    const answer = await post(
      '/v1/responses',
      '{"model":"gpt-5"}',
      over('memory') && name === 'host' ? ['host', 'evil.example'] : headers,
    );
    expect(answer.status).toBe(403);
    expect(upstream.reached).toEqual([]);
  });

  it.each([
    '/v1/../codex/../../etc',
    '/v1/responses/../../../secret',
    '/codex/%2e%2e/%2e%2e/secret',
    '/codex/..%2f..%2fsecret',
    '/codex/%252e%252e/secret',
    '/codex\\..\\..\\secret',
    '/codex/responses%00',
    '/codex/responses;/../secret',
    '//evil/codex/responses',
    '/codex//responses',
    '/%63odex/../responses',
    '/codex/responses%2f..%2fsecret',
    '/platform/@evil/v1/responses',
    '/platform%2fv1/responses',
    '/v1/responses%23@evil',
  ])('lets no path but an endpoint through: %s', async (path) => {
    if (over('memory', 'http2')) {
      const answer = await post(path, '{"model":"gpt-5"}', ['authorization', TOKEN]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    } else {
      const { send, closed } = await openSocket(running.port);
      send(`POST ${face.mount}${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n`);
      send(`authorization: ${TOKEN}\r\ncontent-length: 17\r\n\r\n{"model":"gpt-5"}`);
      const answer = await closed();
      expect(Number(answer.slice(9, 12))).toBeGreaterThanOrEqual(400);
    }
    expect(upstream.reached).toEqual([]);
  });

  it('stops the provider while the client does not read', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'y');
    let written = 0;
    const stalled = new Promise<void>((resolve) => {
      upstream.answer = (_req, res) => {
        res.writeHead(200, { 'content-type': 'text/plain' });
        const fill = (): void => {
          while (written < 4_000) {
            written += 1;
            if (!res.write(chunk)) return void once(res, 'drain').then(fill, () => {});
          }
          res.end();
        };
        fill();
        // Nothing is written for a while: every buffer on the way is full.
        let before = -1;
        const watch = setInterval(() => {
          if (written === before) {
            clearInterval(watch);
            resolve();
          }
          before = written;
        }, 150);
      };
    });
    const answer = await running.client.open({
      method: 'POST',
      path: '/v1/responses',
      body: '{"model":"gpt-5"}',
    });
    await stalled;
    expect(written).toBeLessThan(1_000);
    answer.leave();
  });
});
