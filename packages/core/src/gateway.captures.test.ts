/** What is kept of an exchange besides its record: as much as config and grants say, and no secret. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createGateway } from './gateway.ts';
import type { Decoders } from './ports/decoders.ts';
import type { UpstreamResponse } from './ports/transport.ts';
import type { Capture } from './record/captured.ts';
import { zlibDecoders } from './testing/decoders.ts';
import { ALICE, AS, CAP, CONFIG, post } from './testing/gateway.ts';
import { recorder } from './testing/recorder.ts';
import { recordingStore } from './testing/store.ts';
import { bytesFrom } from './wire/byte-source.ts';

const encoder = new TextEncoder();

async function captureOf(
  database: object,
  {
    request = post('/v1/chat/completions', { model: 'openai/gpt-5', messages: [] }),
    answer = {},
    as = ALICE,
    capabilities = [],
    decoders,
  }: {
    request?: Request;
    answer?: Partial<UpstreamResponse>;
    as?: typeof ALICE;
    capabilities?: readonly object[];
    decoders?: Decoders;
  } = {},
): Promise<Capture | null> {
  const { store, entries } = recordingStore();
  const transport = recorder(answer);
  const config = {
    ...CONFIG,
    database,
    grants: [...CONFIG.grants, { src: ['alice@example.com'], app: { [CAP]: capabilities } }],
  };
  const gateway = createGateway(config as Record<string, unknown>, {
    transport,
    store,
    ...(decoders && { decoders }),
  });
  await (await gateway.fetch(request, as)).text();
  await gateway.close();
  expect(entries).toHaveLength(1);
  return entries[0]!.capture;
}

describe('how much', () => {
  it('is the headers by default, nothing or everything if the config says so', async () => {
    expect(await captureOf({})).toMatchObject({
      request: {
        headers: expect.arrayContaining(['content-type', 'application/json']),
        body: null,
        cut: null,
      },
      response: { headers: ['content-type', 'application/json'], body: null, cut: null },
    });
    expect(await captureOf({ captures: 'off' })).toBeNull();
    expect(await captureOf({ captures: 'full' })).toMatchObject({
      request: { body: '{"model":"gpt-5","messages":[]}' },
      response: { body: '{"ok":true}' },
    });
  });

  it('is what the grants of the caller say for the model, the most of them', async () => {
    const full = { models: 'openai/**', captures: 'full' };
    const off = { captures: 'off' };
    const level = async (...capabilities: object[]): Promise<string> => {
      const capture = await captureOf({}, { capabilities });
      return !capture ? 'off' : capture.request.body === null ? 'headers' : 'full';
    };
    expect(await level()).toBe('headers');
    expect(await level(full)).toBe('full');
    expect(await level(off)).toBe('off');
    expect(await level(off, full)).toBe('full');
    expect(await level(full, { captures: 'headers' })).toBe('full');
    expect(await level({ ...full, models: 'anthropic/**' })).toBe('headers');
  });

  it('is the refusal too, where the gateway says no', async () => {
    const request = post('/v1/chat/completions', { model: 'nothing' });
    expect(await captureOf({ captures: 'full' }, { request })).toMatchObject({
      request: { body: null },
      response: { body: expect.stringContaining('model_not_found') },
    });
    expect(await captureOf({ captures: 'full' }, { as: AS('bob@example.com') })).toMatchObject({
      response: { body: expect.stringContaining('no route found') },
    });
  });
});

describe('a body', () => {
  it('is kept as it was forwarded, with a stream put together', async () => {
    const events = ['Hel', 'lo'].map((content) => ({
      id: 'c',
      object: 'chat.completion.chunk',
      model: 'gpt-5',
      choices: [{ index: 0, delta: { content }, finish_reason: content === 'lo' ? 'stop' : null }],
    }));
    const body = bytesFrom(
      ...events.map((event) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`)),
      encoder.encode('data: [DONE]\n\n'),
    );
    const capture = await captureOf(
      { captures: 'full' },
      { answer: { headers: ['content-type', 'text/event-stream'], body } },
    );
    expect(JSON.parse(capture!.response!.body!)).toMatchObject({
      id: 'c',
      choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
    });
  });

  it('is cut where it is too long, also one that streams', async () => {
    for (const size of [200, 600_000]) {
      const request = post('/v1/chat/completions', { model: 'gpt-5', messages: ['x'.repeat(size)] });
      const answer = { body: bytesFrom(encoder.encode(`{"text":"${'y'.repeat(size)}"}`)) };
      const capture = await captureOf({ captures: 'full', capture_bytes: 100 }, { request, answer });
      expect(capture!.request).toMatchObject({ cut: 'too_large' });
      expect(capture!.request.body).toMatch(/^\{"model":"gpt-5","messages":\["x+$/);
      expect(capture!.request.body).toHaveLength(100);
      expect(capture!.response).toMatchObject({ cut: 'too_large' });
    }
    const request = post('/v1/chat/completions', { model: 'gpt-5', messages: ['x'.repeat(600_000)] });
    const whole = await captureOf({ captures: 'full' }, { request });
    expect(whole!.request).toMatchObject({ cut: null, body: expect.stringMatching(/x"\]\}$/) });
  });

  it('that is no text is left out', async () => {
    const body = new FormData();
    body.append('model', 'gpt-5');
    const request = new Request('http://gateway/v1/images/edits', { method: 'POST', body });
    expect(await captureOf({ captures: 'full' }, { request })).toMatchObject({
      request: { body: null, cut: 'unreadable' },
    });
  });
});

describe('a compressed body', () => {
  const packed = (
    coding: string,
    bytes: Uint8Array,
    headers: Record<string, string> = {},
    path = '/v1/chat/completions',
  ): Request =>
    new Request(`http://gateway${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': coding, ...headers },
      body: bytes as Uint8Array<ArrayBuffer>,
    });
  const text = (more: object = {}, model = 'gpt-5'): string =>
    JSON.stringify({ model, messages: [], ...more });
  const CODINGS = [
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate, gzip', (plain: string) => gzipSync(deflateSync(plain))],
  ] as const;

  it.each(CODINGS)('is kept as it reads: %s', async (coding, encode) => {
    const kept = (request: Request, capture_bytes = 1_000) =>
      captureOf({ captures: 'full', capture_bytes }, { request, decoders: zlibDecoders });
    expect(await kept(packed(coding, encode(text())))).toMatchObject({
      request: { body: text(), cut: null, headers: expect.arrayContaining(['content-encoding', coding]) },
    });
    // What goes on in its place is decoded already.
    expect(await kept(packed(coding, encode(text({}, 'openai/gpt-5'))))).toMatchObject({
      request: { body: text(), cut: null },
    });
    const secret = 'sk-canary-abcdefghijklmnop';
    const told = await kept(packed(coding, encode(text({ secret, access_token: 'canary' }))));
    expect(told!.request.body).toContain('"access_token":"[redacted]"');
    expect(JSON.stringify(told)).not.toContain('canary');
  });

  it('is cut where it expands beyond what is kept, or was cut before', async () => {
    const long = text({ text: 'x'.repeat(300_000) });
    const kept = (bytes: number, request: Request) =>
      captureOf({ captures: 'full', capture_bytes: bytes }, { request, decoders: zlibDecoders });
    const expanded = await kept(1_000, packed('gzip', gzipSync(long)));
    expect(expanded!.request).toEqual(
      expect.objectContaining({ cut: 'too_large', body: long.slice(0, 1_000) }),
    );
    // Hardly compressible: what was kept of the encoded bytes ends in the middle.
    const noise = text({
      text: Array.from({ length: 40_000 }, (_, i) => ((i * 7919) % 10_007).toString(36)).join(),
    });
    const cut = await kept(20_000, packed('gzip', gzipSync(noise, { level: 1 })));
    expect(cut!.request.cut).toBe('too_large');
    expect(noise.startsWith(cut!.request.body!)).toBe(true);
    expect(cut!.request.body!.length).toBeGreaterThan(1_000);
  });

  it('that nobody here can decode is left out', async () => {
    // The model is in the path, so nobody had to read the body.
    for (const [coding, bytes] of [
      ['exotic', gzipSync('{}')],
      ['gzip', new Uint8Array(50)],
      ['gzip, gzip, gzip', gzipSync(gzipSync(gzipSync('{}')))],
    ] as const) {
      const request = packed(coding, bytes, {}, '/v1beta/models/gemini-3-pro:generateContent');
      expect(await captureOf({ captures: 'full' }, { request, decoders: zlibDecoders })).toMatchObject({
        request: { body: null, cut: 'unreadable' },
        response: { body: '{"ok":true}' },
      });
    }
  });
});

it('holds no secret, wherever it stood', async () => {
  const secret = 'sk-canary-abcdefghijklmnop';
  const request = post(
    '/v1/chat/completions?key=query-canary',
    {
      model: 'gpt-5',
      messages: [{ role: 'user', content: `my key is ${secret}` }],
      client_metadata: { 'x-codex-turn-metadata': '{"remote":"https://u:canary-p@example.com"}' },
    },
    { authorization: 'Bearer canary-token', cookie: 'a=canary', 'x-codex-turn-metadata': 'canary' },
  );
  const capture = await captureOf(
    { captures: 'full' },
    {
      request,
      answer: {
        headers: ['set-cookie', 'a=canary', 'x-secret', 'canary', 'content-type', 'application/json'],
        body: bytesFrom(encoder.encode(JSON.stringify({ text: `you said ${secret}` }))),
      },
    },
  );
  const text = JSON.stringify(capture);
  expect(text).toContain('my key is [redacted]');
  expect(text).toContain('Bearer [redacted]');
  expect(text).not.toContain('canary');
});
