import { connect as connectTcp } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { create, TOKEN } from '../testing/socket-config.ts';
import { openSocket as openRaw } from '../testing/raw-socket.ts';
import { trySocket, type RefusedSocket } from '../testing/socket-client.ts';
import { socketStage } from '../testing/socket-stage.ts';
import { sayNo } from '../testing/socket-upstream.ts';

const stage = socketStage();
const PATH = '/codex-oauth/responses';
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

async function refused(...question: Parameters<typeof stage.try>): Promise<RefusedSocket> {
  const outcome = await stage.try(...question);
  if (!('status' in outcome)) throw new Error('it was not refused');
  return outcome;
}

/** Lets the provider be silent from now on. */
function silence(): { readonly asked: Promise<unknown>; readonly gone: Promise<unknown> } {
  let gone!: (value: unknown) => void;
  const ended = new Promise((resolve) => (gone = resolve));
  const asked = new Promise((resolve) => {
    stage.upstream.answer = (_req, socket) => {
      socket.once('close', gone);
      resolve(null);
    };
  });
  return { asked, gone: ended };
}

/** The head of a handshake, as a client without a library writes it. */
const head = (lines: readonly string[] = [], start = `GET ${PATH} HTTP/1.1`): string =>
  [
    start,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Key: ${KEY}`,
    'Sec-WebSocket-Version: 13',
    `Authorization: ${TOKEN}`,
    ...lines,
    '',
    '',
  ].join('\r\n');

describe('the provider', () => {
  it('gets the client’s headers and the credential that is its own, and nothing of the way', async () => {
    const headers: Record<string, string | string[]> = {
      'openai-beta': 'responses_websockets=2026-02-06',
      'ChatGPT-Account-ID': 'account',
      'x-repeated': ['1', '2'],
      cookie: 'c=1',
      'x-aperture-key': 'gateway-key',
    };
    const client = await stage.open(PATH, { headers: headers as Record<string, string> });
    const reached = stage.upstream.handshakes.at(-1);
    expect(reached?.path).toBe('/backend-api/codex/responses');
    expect(reached?.header('authorization')).toBe(TOKEN);
    expect(reached?.header('host')).toBe(stage.upstream.origin.slice('http://'.length));
    const names = reached?.headers.filter((_, i) => i % 2 === 0) ?? [];
    expect(names).toEqual([
      'authorization',
      'openai-beta',
      'ChatGPT-Account-ID',
      'x-repeated',
      'x-repeated',
      'Sec-WebSocket-Version',
      'Sec-WebSocket-Key',
      'Connection',
      'Upgrade',
      'Host',
    ]);
    expect(client.headers).toMatchObject({ 'x-codex-turn-state': 'state-1', 'x-models-etag': '"e"' });
    expect(client.headers['set-cookie']).toBeUndefined();
  });

  it('gets the organisation’s key in place of the client’s', async () => {
    await stage.open('/platform/responses');
    const [reached] = stage.upstream.handshakes;
    expect(reached?.header('authorization')).toBe('Bearer sk-organisation-canary');
    expect([reached?.path, reached?.header('x-team')]).toEqual(['/platform/v1/responses', 'platform']);
  });

  it.each([200, 301, 400, 403, 404, 405, 426, 429, 500, 503])(
    'refuses with %i, and the client gets a 426',
    async (status) => {
      stage.upstream.answer = (_req, socket) =>
        sayNo(socket, status, '{"error":"words"}', 'location: http://127.0.0.1:1/\r\n');
      const { text, headers, ...answer } = await refused(PATH);
      expect(answer.status).toBe(426);
      expect(headers).toMatchObject({ upgrade: 'HTTP/1.1', connection: 'upgrade, close' });
      expect(text).toContain(`answered ${status} to the WebSocket`);
      expect(stage.upstream.handshakes).toHaveLength(1);
      expect(stage.log.join()).toContain(`answered ${status} to the WebSocket`);
    },
  );

  it('refuses with 401, and the client hears it', async () => {
    stage.upstream.answer = (_req, socket) => sayNo(socket, 401, '{"error":"words"}', 'x-request-id: r1\r\n');
    expect(await refused(PATH)).toMatchObject({
      status: 401,
      text: '{"error":"words"}',
      headers: { 'x-request-id': 'r1', connection: 'close' },
    });
    expect(await refused('/platform/responses')).toMatchObject({ status: 426 });
  });

  it('refuses at length, and no more of it is taken than an error needs', async () => {
    stage.upstream.answer = (_req, socket) => {
      socket.write('HTTP/1.1 401 No\r\ntransfer-encoding: chunked\r\n\r\n');
      const chunk = `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`;
      const more = (): void => void (socket.writable && socket.write(chunk, more));
      more();
    };
    const { status, text } = await refused(PATH);
    expect([status, text.length]).toEqual([401, 65_536]);
  });

  it('closes the connection instead', async () => {
    stage.upstream.answer = (_req, socket) => void socket.destroy();
    expect(await refused(PATH)).toMatchObject({
      status: 426,
      text: expect.stringContaining('the connection'),
    });
  });

  it('accepts wrongly', async () => {
    stage.upstream.answer = (_req, socket) => {
      socket.write(
        'HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n',
      );
    };
    expect(await refused(PATH)).toMatchObject({
      status: 426,
      text: expect.stringContaining('answered the WebSocket with something else'),
    });
  });

  it('does not answer in time', async () => {
    stage.upstream.answer = () => {};
    const { port } = await stage.another({ server: { deadlines: { connect: '50ms' } } });
    expect(await trySocket(port, { path: PATH, headers: { authorization: TOKEN } })).toMatchObject({
      status: 426,
      text: expect.stringContaining('could not be reached within 0.05 s'),
    });
  });

  it('is not there', async () => {
    const closed = { baseurl: 'http://127.0.0.1:1', models: ['x'], websockets: true, auth_mode: 'none' };
    const { port } = await stage.another({
      more: { plain: { ...closed, compatibility: { openai_responses: true } } },
    });
    expect(await trySocket(port, { path: '/plain/responses' })).toMatchObject({
      status: 426,
      text: expect.stringContaining('connection refused'),
    });
  });

  it('chooses among the subprotocols, and keys are none', async () => {
    const protocols = ['realtime', 'openai-insecure-api-key.sk-client'];
    stage.upstream.answer = (_req, _socket, accept) => accept();
    const client = await stage.open('/v1/realtime?model=gpt-realtime', { protocols });
    expect(client.socket.protocol).toBe('realtime');
    const [reached] = stage.upstream.handshakes;
    expect(reached?.header('sec-websocket-protocol')).toBe('realtime');
    expect(reached?.headers.join()).not.toContain('sk-client');
    expect(reached?.path).toBe('/platform/v1/realtime?model=gpt-realtime');
  });

  it('of Realtime refuses in its own words', async () => {
    stage.upstream.answer = (_req, socket) => sayNo(socket, 404, '{"error":{"code":"model_not_found"}}');
    expect(await refused('/v1/realtime?model=gpt-realtime')).toMatchObject({
      status: 404,
      text: '{"error":{"code":"model_not_found"}}',
    });
    stage.upstream.answer = (_req, socket) => void socket.destroy();
    expect(await refused('/v1/realtime?model=gpt-realtime')).toMatchObject({ status: 502 });
  });
});

describe('a client that is refused', () => {
  it.each([
    ['/plain/responses', 'none of your models is served over WebSockets'],
    ['/v1/responses?model=gpt-9', 'no route found for model'],
    ['/v1/responses?model=secret-model', 'no route found for model'],
    ['/v1/chat/completions', 'not offered here'],
    ['/nothing', 'not offered here'],
  ])('at %s hears why with a 426, and no provider hears of it', async (path, why) => {
    expect(await refused(path)).toMatchObject({ status: 426, text: expect.stringContaining(why) });
    expect(stage.upstream.handshakes).toEqual([]);
  });

  it('as a foreign web page gets a 403', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await refused(PATH, { headers })).toMatchObject({
        status: 403,
        text: expect.stringContaining('web page'),
      });
    }
    const own = await stage.open(PATH, { headers: { origin: `http://127.0.0.1:${stage.port}` } });
    expect(own.socket.readyState).toBe(1);
    expect(stage.upstream.handshakes).toHaveLength(1);
  });

  it.each([
    '/codex/../codex-oauth/responses/x',
    '/codex-oauth/responses/',
    '/codex-oauth//responses',
    '/codex-oauth/responses%2f..',
    '/codex-oauth/responses%00',
    '/codex-oauth/%2e%2e/x/responses',
    '/codex-oauth/..%2fresponses',
    '/codex-oauth/responses;/..',
    '/codex-oauth/responses%23',
    '/codex-oauth\\..\\..\\evil',
    '//evil.example/responses',
    '/codex-oauth/@evil.example/responses',
    '/%2e%2e/v1/responses%252e',
    'http://evil.example/x/responses',
  ])('for leaving the path reaches no provider: %s', async (target) => {
    const { send, until, closed } = await openRaw(stage.port);
    send(head([], `GET ${target} HTTP/1.1`));
    expect(await until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 4\d\d /);
    await closed();
    expect(stage.upstream.handshakes).toEqual([]);
  });

  it.each([
    '/x/../codex-oauth/responses',
    '/%2e/codex-oauth/responses',
    'http://evil.example/codex-oauth/responses',
    '/codex-oauth/x\\..\\responses',
  ])('is one path to gateway and provider: %s', async (target) => {
    const { send, until, socket } = await openRaw(stage.port);
    send(head([], `GET ${target} HTTP/1.1`));
    expect(await until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
    expect(stage.upstream.handshakes.map(({ path }) => path)).toEqual(['/backend-api/codex/responses']);
    socket.destroy();
  });
});

describe('a handshake that may hold a second request', () => {
  it.each([
    ['a length', head(['Content-Length: 5']), 'hello'],
    ['no length', head(['Content-Length: 0']), ''],
    ['a coding', head(['Transfer-Encoding: chunked']), '0\r\n\r\n'],
    ['bytes behind it', head(), 'GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an early frame', head(), '\x81\x80\x00\x00\x00\x00'],
    ['another method', head([], `POST ${PATH} HTTP/1.1`), ''],
    ['an old version', head([], `GET ${PATH} HTTP/1.0`), ''],
    ['two hosts', head(['Host: evil.example']), ''],
    ['an evil host', head().replace('Host: 127.0.0.1', 'Host: evil.example/?'), ''],
    ['two keys', head([`Sec-WebSocket-Key: ${KEY}`]), ''],
    ['no key', head().replace(/Sec-WebSocket-Key.*\r\n/, ''), ''],
    ['another version', head().replace('Version: 13', 'Version: 12'), ''],
    ['two protocols', head().replace('Upgrade: websocket', 'Upgrade: websocket, h2c'), ''],
    ['the same subprotocol twice', head(['Sec-WebSocket-Protocol: a, a']), ''],
    ['no subprotocol', head(['Sec-WebSocket-Protocol: a,, b']), ''],
  ])('by %s is refused and closed', async (_what, text, more) => {
    const { send, closed } = await openRaw(stage.port);
    send(text + more);
    const heard = await closed();
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d [^]*connection: close/);
    expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(stage.upstream.handshakes).toEqual([]);
  });

  it('takes the token in any letters', async () => {
    const { send, until, socket } = await openRaw(stage.port);
    send(
      head()
        .replace('websocket\r\n', 'WebSocket\r\n')
        .replace('Connection: Upgrade', 'connection: keep-alive, uPGRADE'),
    );
    await until(/^HTTP\/1\.1 101 /);
    socket.destroy();
  });

  it('by bytes that come while the provider is asked ends both', async () => {
    const { asked, gone } = silence();
    const { send, closed } = await openRaw(stage.port);
    send(head());
    await asked;
    send('\x81\x80\x00\x00\x00\x00');
    expect(await closed()).toMatch(/^HTTP\/1\.1 400 [^]*before the WebSocket was accepted/);
    await gone;
  });
});

describe('a client that leaves', () => {
  it.each(['end', 'destroy'] as const)(
    'by %s while the provider is asked takes the question back',
    async (how) => {
      const { asked, gone } = silence();
      const { send, socket, closed } = await openRaw(stage.port);
      send(head());
      await asked;
      socket[how]();
      await gone;
      await closed();
      expect(stage.log).toEqual([]);
    },
  );
});

describe('a socket that the first message decides about', () => {
  const LATE = '/codex/responses';

  it('goes where its model is served', async () => {
    const client = await stage.open(LATE);
    expect(stage.upstream.handshakes).toEqual([]);
    client.send(create('gpt-5'));
    const provider = await stage.upstream.next();
    expect((await provider.next()).text).toBe(create('gpt-5'));
    expect(stage.upstream.handshakes[0]?.header('authorization')).toBe('Bearer sk-organisation-canary');
    const other = await stage.open(LATE);
    other.send(create('codex-oauth/gpt-5.3-codex'));
    expect((await (await stage.upstream.next()).next()).text).toBe(create('gpt-5.3-codex'));
    expect(stage.upstream.handshakes[1]?.header('authorization')).toBe(TOKEN);
  });

  it('keeps what comes until the provider has accepted, in its order', async () => {
    const client = await stage.open(LATE);
    let accepted = (): void => {};
    stage.upstream.answer = (_req, _socket, accept) => (accepted = accept);
    const sent = [create('gpt-5'), '{"type":"x"}', create('gpt-5', { n: 2 }), '{"type":"y"}'];
    for (const text of sent) client.send(text);
    while (stage.upstream.handshakes.length === 0) await new Promise(setImmediate);
    accepted();
    const provider = await stage.upstream.next();
    for (const text of sent) expect((await provider.next()).text).toBe(text);
  });

  it('wants that message first', async () => {
    const client = await stage.open(LATE);
    client.send('{"type":"response.cancel"}');
    expect(await client.json()).toMatchObject({
      status: 400,
      error: { message: 'the first message must be a response.create' },
    });
    client.send(create('gpt-5'));
    await stage.upstream.next();
  });

  it('ends so that the client turns to HTTP, if the provider refuses', async () => {
    stage.upstream.answer = (_req, socket) => sayNo(socket, 403);
    const headers = { 'session-id': 'late' };
    const client = await stage.open(LATE, { headers });
    client.send(create('gpt-5'));
    expect(await client.json()).toMatchObject({
      type: 'error',
      status: 426,
      error: { code: 'upgrade_required' },
    });
    expect(await client.ended).toMatchObject({ code: 1008 });
    expect(await refused(LATE, { headers })).toMatchObject({ status: 426 });
  });

  it('takes the question back when the client leaves', async () => {
    const { asked, gone } = silence();
    const client = await stage.open(LATE);
    client.send(create('gpt-5'));
    await asked;
    client.socket.terminate();
    await gone;
  });
});

it('what offers another protocol is an ordinary request', async () => {
  const socket = connectTcp(stage.port, '127.0.0.1');
  const body = '{"model":"gpt-9"}';
  socket.write(
    'POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n' +
      `HTTP2-Settings: AAEAAEAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    heard += chunk;
    // The connection lives on.
    if (heard.includes('no route found') && !heard.includes('ok\n')) {
      socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    }
  });
  await once(socket, 'close');
  expect(heard).toMatch(
    /^HTTP\/1\.1 404 [^]*no route found for model \\"gpt-9\\"[^]*HTTP\/1\.1 200 [^]*ok\n$/,
  );
});
