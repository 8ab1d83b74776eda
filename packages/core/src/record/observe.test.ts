import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { anthropicMessages } from '../formats/anthropic-messages.ts';
import { openaiChat } from '../formats/openai-chat.ts';
import { openaiPlatform } from '../formats/openai-platform.ts';
import { zlibDecoders } from '../testing/decoders.ts';
import { createObserver, type Observation, type Observed, type Observer } from './observe.ts';

const encoder = new TextEncoder();
const CHUNK =
  'data: {"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\n';
const LAST =
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n';
const STREAM = `${CHUNK}${LAST}data: [DONE]\n\n`;
const USAGE = { inputTokens: 3, outputTokens: 2 };

interface Watched extends Observer {
  readonly seen: Promise<Observation>;
}

function watch(more: Partial<Observed> = {}): Watched {
  let done: (observation: Observation) => void = () => {};
  const seen = new Promise<Observation>((resolve) => (done = resolve));
  const observer = createObserver({
    format: openaiChat.answers,
    status: 200,
    headers: ['content-type', 'text/event-stream'],
    now: () => 0,
    done,
    ...more,
  });
  return Object.assign(observer, { seen });
}

/** An answer that came whole. */
async function observed(body: string | Uint8Array, more: Partial<Observed> = {}): Promise<Observation> {
  const observer = watch(more);
  observer.write(typeof body === 'string' ? encoder.encode(body) : body);
  observer.end();
  return observer.seen;
}

const json = (headers: readonly string[] = []): Partial<Observed> => ({
  headers: ['Content-Type', 'application/json', ...headers],
});

describe('how it ends', () => {
  it('completes where the client leaves right behind the final event', async () => {
    const observer = watch();
    observer.write(encoder.encode(CHUNK));
    expect(observer.final).toBe(false);
    observer.write(encoder.encode(LAST));
    expect(observer.final).toBe(true);
    observer.left();
    expect(await observer.seen).toMatchObject({ outcome: 'completed', usage: USAGE });
  });

  it.each<[string, (observer: Observer) => void, string]>([
    ['the client leaves', (observer) => observer.left(), 'client_closed'],
    ['it breaks off', (observer) => observer.fail(new Error('reset')), 'upstream_truncated'],
    ['it ends', (observer) => observer.end(), 'upstream_truncated'],
    ['it is late', (observer) => observer.fail(new GatewayError('upstream_timeout', 'late')), 'timed_out'],
  ])('in the middle, because %s', async (_name, finish, outcome) => {
    const observer = watch();
    observer.write(encoder.encode(CHUNK));
    finish(observer);
    expect(await observer.seen).toMatchObject({ outcome, model: 'm', reading: { state: 'read' } });
  });

  it('once, whatever comes after', async () => {
    let calls = 0;
    const observer = watch({ done: () => (calls += 1) });
    observer.write(encoder.encode(STREAM));
    observer.left();
    observer.end();
    observer.fail(new Error('late'));
    observer.write(encoder.encode(STREAM));
    expect(calls).toBe(1);
  });

  it('before any byte', async () => {
    const silent = watch();
    silent.left();
    expect(await silent.seen).toMatchObject({ outcome: 'client_closed', bytes: 0, firstByteAt: null });
    const empty = watch({ status: 204, headers: [] });
    empty.end();
    expect(await empty.seen).toMatchObject({ outcome: 'completed', reading: { state: 'read' } });
  });

  it('after nothing but comments, which is no answer', async () => {
    expect(await observed(': keep-alive\n\n')).toMatchObject({ outcome: 'upstream_truncated', messages: 0 });
  });
});

it('counts the bytes and takes the times of the first and the last', async () => {
  let time = 100;
  const observer = watch({ now: () => (time += 7) });
  for (const part of [CHUNK, LAST, 'data: [DONE]\n\n']) observer.write(encoder.encode(part));
  observer.end();
  expect(await observer.seen).toMatchObject({
    bytes: STREAM.length,
    messages: 3,
    firstByteAt: 107,
    lastByteAt: 121,
  });
});

describe('what the content type does not say', () => {
  it.each([
    ['events without a type', STREAM, []],
    ['events as JSON', `\n\n${STREAM}`, ['content-type', 'application/json']],
  ])('%s', async (_name, body, headers) => {
    expect(await observed(body, { headers })).toMatchObject({ usage: USAGE, outcome: 'completed' });
  });

  it('an error in JSON as events', async () => {
    expect(await observed(' {"error":{"code":"overloaded"}}', { status: 503 })).toMatchObject({
      outcome: 'upstream_error',
      error: 'overloaded',
    });
  });
});

describe('what cannot be read', () => {
  it.each<[string, string | Uint8Array, Partial<Observed>, string]>([
    ['a page', '<html>', { headers: ['content-type', 'text/html; charset=utf-8'] }, 'text/html'],
    ['sound', 'ID3', { headers: ['content-type', 'audio/mpeg'] }, 'audio/mpeg'],
    ['a type that is none', 'x', { headers: ['content-type', '<script>'] }, '(unknown)'],
    ['text', 'upstream connect error', json(), 'no message'],
    ['JSON that breaks off', '{"usage":{"prompt_tokens":1', json(), 'not JSON'],
    ['a coding nobody knows', 'x', json(['content-encoding', 'compress']), 'compress'],
    ['a coding that is none', 'x', json(['content-encoding', 'no such thing']), '(unknown)'],
    [
      'bytes that are not gzip',
      'not compressed',
      { ...json(['content-encoding', 'gzip']), decoders: zlibDecoders },
      'header',
    ],
    ['an endpoint that tells nothing', '{}', { format: null, ...json() }, 'tell nothing'],
  ])('%s', async (_name, body, more, why) => {
    const { reading, usage } = await observed(body, more);
    expect(reading).toMatchObject({ state: 'unreadable', why: expect.stringContaining(why) });
    expect(usage).toEqual({});
  });

  it('is JSON that breaks off, and so is the answer', async () => {
    expect(await observed('{"model":"m","usage":{"prompt_tokens":1', json())).toMatchObject({
      outcome: 'upstream_truncated',
      model: null,
    });
  });

  it('is one event among others: the rest is read', async () => {
    expect(await observed(`data: oops\n\n${STREAM}`)).toMatchObject({
      usage: USAGE,
      outcome: 'completed',
      reading: { state: 'read' },
    });
  });

  it('keeps the secrets of an error to itself', async () => {
    const error = {
      message: 'Incorrect API key: sk-live-1',
      code: 'key sk-live-1 is wrong',
      type: 'invalid_request_error',
    };
    const seen = await observed(JSON.stringify({ error }), { ...json(), status: 401 });
    expect(seen.error).toBe('invalid_request_error');
    expect(JSON.stringify(seen)).not.toContain('sk-live-1');
  });
});

describe('compressed answers', () => {
  it.each<[string, Uint8Array]>([
    ['gzip', gzipSync(STREAM)],
    ['x-gzip', gzipSync(STREAM)],
    ['deflate', deflateSync(STREAM)],
    ['br', brotliCompressSync(STREAM)],
    ['deflate, identity, GZIP', gzipSync(deflateSync(STREAM))],
  ])('%s', async (coding, body) => {
    const observer = watch({
      headers: ['content-type', 'text/event-stream', 'content-encoding', coding],
      decoders: zlibDecoders,
    });
    // The memory of a chunk may be used again as soon as it was handed over.
    for (const byte of body) {
      const chunk = Uint8Array.of(byte);
      observer.write(chunk);
      chunk.fill(0);
    }
    observer.end();
    expect(await observer.seen).toMatchObject({ usage: USAGE, outcome: 'completed', bytes: body.length });
  });

  it('complete where the client leaves behind the final event, though the coding does not', async () => {
    const body = gzipSync(STREAM + ' '.repeat(100));
    const observer = watch({
      headers: ['content-type', 'text/event-stream', 'content-encoding', 'gzip'],
      decoders: zlibDecoders,
    });
    observer.write(body.subarray(0, body.length - 8));
    observer.left();
    expect(await observer.seen).toMatchObject({
      outcome: 'completed',
      usage: USAGE,
      reading: { state: 'read' },
    });
  });

  it('are not read without a decoder', async () => {
    const seen = await observed(gzipSync(STREAM), json(['content-encoding', 'gzip']));
    expect(seen).toMatchObject({ reading: { state: 'unreadable' }, outcome: 'completed' });
  });

  it('are told of once, whatever the decoder does', async () => {
    let calls = 0;
    const observer = watch({
      ...json(['content-encoding', 'gzip']),
      decoders: {
        codings: [],
        decode: (_coding, encoded) => ({
          start: (sink) =>
            encoded.start({
              write: () => true,
              end() {
                sink.fail(new Error('once'));
                sink.fail(new Error('twice'));
                sink.end();
              },
              fail: () => {},
            }),
          resume: () => {},
          cancel: () => {},
        }),
      },
      done: () => (calls += 1),
    });
    observer.write(Uint8Array.of(1));
    observer.end();
    expect(calls).toBe(1);
  });

  it('are given up where they come faster than they can be decoded', async () => {
    let cancelled = 0;
    const observer = watch({
      ...json(['content-encoding', 'gzip']),
      // Takes the first chunk and never asks for more.
      decoders: {
        codings: [],
        decode: (_coding, encoded) => ({
          start: (sink) => encoded.start({ ...sink, write: () => false }),
          resume: () => {},
          cancel: () => (cancelled += 1),
        }),
      },
    });
    for (let i = 0; i < 100; i += 1) observer.write(new Uint8Array(65_536));
    observer.end();
    expect(await observer.seen).toMatchObject({ reading: { state: 'too_large' }, outcome: 'completed' });
    expect(cancelled).toBe(1);
  });
});

describe('bounds', () => {
  it('hold little of an answer of many megabytes', async () => {
    const observer = watch({ ...json(), format: openaiPlatform.answers });
    const before = process.memoryUsage().arrayBuffers;
    observer.write(encoder.encode('{"object":"list","data":[{"object":"embedding","embedding":"'));
    const chunk = new Uint8Array(65_536).fill(0x41);
    for (let i = 0; i < 1_000; i += 1) observer.write(chunk);
    const held = process.memoryUsage().arrayBuffers - before;
    observer.write(encoder.encode('"}],"model":"e","usage":{"prompt_tokens":9,"total_tokens":9}}'));
    observer.end();
    expect(await observer.seen).toMatchObject({
      usage: { inputTokens: 9 },
      model: 'e',
      outcome: 'completed',
    });
    expect(held).toBeLessThan(1_000_000);
  });

  it('say so where too much would have to be kept', async () => {
    const usage = `{"a":[${'1,'.repeat(50_000)}1]}`;
    expect(await observed(`{"id":"x","usage":${usage}}`, json())).toMatchObject({
      reading: { state: 'too_large' },
      outcome: 'completed',
    });
  });
});

describe('captures', () => {
  it('are cut where they grow too long, and usage is read all the same', async () => {
    const long = CHUNK.replace('Hi', 'x'.repeat(3_000));
    const seen = await observed(`${CHUNK}${long}${STREAM}`, { captureBytes: 1_000 });
    expect(seen).toMatchObject({ usage: USAGE, outcome: 'completed' });
    expect(seen.capture).toMatchObject({
      cut: 'too_large',
      body: { choices: [{ message: { content: 'HiHi' } }] },
    });
  });

  it('are bounded in all, not in each message', async () => {
    const { capture } = await observed(CHUNK.repeat(50) + STREAM, { captureBytes: CHUNK.length * 10 });
    expect(capture?.cut).toBe('too_large');
    expect(JSON.stringify(capture?.body).length).toBeLessThan(CHUNK.length * 10);
  });

  it('have no place for one object that is too long', async () => {
    const body = { id: 'x', choices: [{ message: { content: 'y'.repeat(50_000) }, finish_reason: 'stop' }] };
    const { capture } = await observed(JSON.stringify(body), { ...json(), captureBytes: 1_000 });
    expect(capture).toEqual({ body: undefined, cut: 'too_large' });
  });

  it('say what could not be read', async () => {
    const { capture } = await observed('<html>', {
      headers: ['content-type', 'text/html'],
      captureBytes: 1_000,
    });
    expect(capture).toEqual({ body: undefined, cut: 'unreadable' });
  });

  it('hold every event, content and all', async () => {
    const events = [
      {
        type: 'message_start',
        message: { id: 'm', type: 'message', content: [], usage: { input_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'message_stop' },
    ];
    const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const { capture } = await observed(body, { format: anthropicMessages.answers, captureBytes: 9_000 });
    expect(capture?.body).toMatchObject({ id: 'm', content: [{ type: 'text', text: 'Hi' }] });
  });
});

describe('faults', () => {
  it('of a reader do not reach the answer', async () => {
    const format = {
      ...openaiChat.answers,
      createReader: () => () => {
        throw new Error('fault');
      },
    };
    expect(await observed(STREAM, { format })).toMatchObject({
      reading: { state: 'unreadable', why: expect.stringContaining('fault') },
      outcome: 'completed',
    });
  });

  it('of who waits for it do not either', () => {
    const observer = watch({
      done: () => {
        throw new Error('fault');
      },
    });
    observer.end();
  });
});
