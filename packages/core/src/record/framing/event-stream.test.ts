import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsFrames, type Frame } from '../../testing/aws-frames.ts';
import { recordingSink } from '../../testing/sink.ts';
import { crc32 } from './crc32.ts';
import { EventStream, MAX_WRAPPED } from './event-stream.ts';
import type { Unreadable } from './framing.ts';

const event = (type: string, payload: unknown): Frame => ({
  headers: { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' },
  payload,
});
const chunk = (inner: unknown): Frame => ({
  headers: { ':message-type': 'event', ':event-type': 'chunk' },
  chunk: inner,
});

interface Read {
  readonly messages: { readonly name: string; readonly text: string }[];
  readonly failures: string[];
  readonly trouble: Unreadable | null;
}

function read(bytes: Uint8Array, step = bytes.length || 1): Read {
  const { sink, messages, failures } = recordingSink();
  const stream = new EventStream(sink);
  let trouble: Unreadable | null = null;
  for (let at = 0; at < bytes.length && !trouble; at += step)
    trouble = stream.push(bytes.slice(at, at + step));
  expect(stream.finish()).toBe(false);
  return { messages, failures, trouble };
}

describe('frames', () => {
  it('of events are named by their type', () => {
    const bytes = awsFrames([
      event('messageStart', { role: 'assistant' }),
      event('metadata', { usage: { inputTokens: 3 } }),
    ]);
    const expected = {
      messages: [
        { name: 'messageStart', text: '{"role":"assistant"}' },
        { name: 'metadata', text: '{"usage":{"inputTokens":3}}' },
      ],
      failures: [],
      trouble: null,
    };
    expect(read(bytes)).toEqual(expected);
    expect(read(bytes, 1)).toEqual(expected);
  });

  it('of chunks hold the model’s own events', () => {
    const bytes = awsFrames([chunk({ type: 'ping', text: 'größe 😀' })]);
    expect(read(bytes).messages).toEqual([{ name: '', text: '{"type":"ping","text":"größe 😀"}' }]);
    expect(read(bytes, 1)).toEqual(read(bytes));
  });

  it('of exceptions and errors are failures', () => {
    const bytes = awsFrames([
      {
        headers: { ':message-type': 'exception', ':exception-type': 'throttlingException' },
        payload: { message: 'slow' },
      },
      {
        headers: { ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'x' },
        payload: '',
      },
    ]);
    expect(read(bytes)).toEqual({
      messages: [],
      failures: ['throttlingException', 'InternalError'],
      trouble: null,
    });
  });

  it('of chunks without an event tell nothing', () => {
    const bytes = awsFrames([
      event('chunk', { p: 'abc' }),
      event('chunk', { bytes: '%%%' }),
      event('chunk', 'text'),
    ]);
    expect(read(bytes)).toEqual({ messages: [], failures: [], trouble: null });
  });
});

describe('what ends the reading', () => {
  const whole = awsFrames([event('a', { n: 1 }), event('b', { n: 2 })]);
  const first = awsFrames([event('a', { n: 1 })]).length;
  const damaged = (at: number): Uint8Array => whole.map((byte, index) => (index === at ? byte ^ 0x40 : byte));

  it.each([
    ['a damaged length', 0],
    ['a damaged prelude checksum', 9],
    ['a damaged header', 20],
    ['a damaged payload', first - 6],
    ['a damaged checksum', first - 1],
  ])('%s', (_name, at) => {
    expect(read(damaged(at))).toMatchObject({ messages: [], trouble: { state: 'unreadable' } });
    expect(read(damaged(at), 1)).toEqual(read(damaged(at)));
    // What came before stays read.
    expect(read(damaged(first + at))).toMatchObject({
      messages: [{ name: 'a' }],
      trouble: { state: 'unreadable' },
    });
  });

  it('a frame larger than AWS makes them', () => {
    const prelude = new Uint8Array(12);
    const view = new DataView(prelude.buffer);
    view.setUint32(0, 0x7fffffff);
    view.setUint32(8, crc32(prelude, 0, 8));
    expect(read(prelude).trouble).toMatchObject({ state: 'too_large' });
  });

  it('a wrapped event that would have to be held whole and is too long', () => {
    expect(read(awsFrames([chunk('x'.repeat(MAX_WRAPPED))])).trouble).toMatchObject({ state: 'too_large' });
  });
});

describe('headers that do not add up', () => {
  const framed = (headers: readonly number[]): Uint8Array => {
    const frame = new Uint8Array(16 + headers.length);
    const view = new DataView(frame.buffer);
    view.setUint32(0, frame.length);
    view.setUint32(4, headers.length);
    view.setUint32(8, crc32(frame, 0, 8));
    frame.set(headers, 12);
    view.setUint32(frame.length - 4, crc32(frame, 0, frame.length - 4));
    return frame;
  };

  it.each<[string, number[]]>([
    ['a name longer than the rest', [9, 0x61]],
    ['no type', [1, 0x61]],
    ['a type that is none', [1, 0x61, 10]],
    ['no length', [1, 0x61, 7, 0]],
    ['a value longer than the rest', [1, 0x61, 7, 0, 3, 0x62]],
    ['a number cut short', [1, 0x61, 5, 0, 0]],
  ])('%s', (_name, headers) => {
    expect(read(framed(headers)).trouble).toMatchObject({ why: expect.stringContaining('headers') });
  });

  it('unlike one that does', () => {
    expect(read(framed([1, 0x61, 7, 0, 1, 0x62, 1, 0x63, 0])).trouble).toBeNull();
  });
});

it('takes any bytes without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (bytes, step) => {
      read(bytes, step);
    }),
  );
});

it('takes frames with any byte changed: nothing that is damaged is read', () => {
  const frames = [
    event('messageStart', { role: 'assistant' }),
    chunk({ a: [1, 2, 3] }),
    event('metadata', {}),
  ];
  const bytes = awsFrames(frames);
  const { messages } = read(bytes);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const seen = read(bytes.map((byte, index) => (index === at ? byte ^ flip : byte)));
      expect(messages.slice(0, seen.messages.length)).toEqual(seen.messages);
      expect(seen.messages.length).toBeLessThan(messages.length);
    }),
  );
});

it('takes headers of any shape whose checksums are right', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (headers) => {
      const total = 12 + headers.length + 4;
      const frame = new Uint8Array(total);
      const view = new DataView(frame.buffer);
      view.setUint32(0, total);
      view.setUint32(4, headers.length);
      view.setUint32(8, crc32(frame, 0, 8));
      frame.set(headers, 12);
      view.setUint32(total - 4, crc32(frame, 0, total - 4));
      read(frame, 5);
    }),
  );
});
