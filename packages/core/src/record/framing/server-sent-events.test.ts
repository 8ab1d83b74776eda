import { createParser } from 'eventsource-parser';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordingSink } from '../../testing/sink.ts';
import { ServerSentEvents } from './server-sent-events.ts';

const encoder = new TextEncoder();

interface Event {
  readonly name: string;
  readonly data: string;
}

function parse(stream: string | Uint8Array, cuts: readonly number[] = []): Event[] {
  const bytes = typeof stream === 'string' ? encoder.encode(stream) : stream;
  const { sink, messages } = recordingSink();
  const framing = new ServerSentEvents(sink);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    const chunk = bytes.slice(from, cut);
    framing.push(chunk);
    chunk.fill(0);
    from = cut;
  }
  framing.finish();
  return messages.map(({ name, text }) => ({ name, data: text }));
}

function bytewise(stream: string): Event[] {
  const { length } = encoder.encode(stream);
  return parse(
    stream,
    Array.from({ length }, (_, index) => index),
  );
}

/** The same by a parser that many use. Names of more than ASCII are no vendor's, and not decoded here. */
function oracle(stream: string): Event[] {
  const events: Event[] = [];
  const parser = createParser({
    onEvent: ({ event = '', data }) =>
      events.push({ name: String.fromCharCode(...encoder.encode(event)).slice(0, 80), data }),
  });
  parser.feed(stream);
  return events;
}

describe('events', () => {
  it.each([
    ['data: a\n\n', [{ name: '', data: 'a' }]],
    ['data:a\n\n', [{ name: '', data: 'a' }]],
    ['data:  a \n\n', [{ name: '', data: ' a ' }]],
    ['event: x\ndata: a\n\n', [{ name: 'x', data: 'a' }]],
    ['event:x\r\ndata:a\r\n\r\n', [{ name: 'x', data: 'a' }]],
    ['data: a\revent: late\r\r', [{ name: 'late', data: 'a' }]],
    ['data: a\ndata: b\ndata\ndata:\n\n', [{ name: '', data: 'a\nb\n\n' }]],
    [': comment\n\n:\n\ndata: a\n: inside\nid: 7\nretry: 10\nx\nx: y\n\n', [{ name: '', data: 'a' }]],
    ['event: nothing\n\ndata: a\n\n', [{ name: '', data: 'a' }]],
    ['data: größe 模型 😀\n\n', [{ name: '', data: 'größe 模型 😀' }]],
    ['\ufeffdata: a\n\n', [{ name: '', data: 'a' }]],
    ['datax: a\ndat: b\nDATA: c\n data: d\n\n', []],
    ['data: a:b: c\n\n', [{ name: '', data: 'a:b: c' }]],
    ['\n\n\r\n\r\n\r\rdata: a\n\n\n\n', [{ name: '', data: 'a' }]],
    // What lacks nothing but its blank line counts.
    [
      'data: a\n\ndata: [DONE]',
      [
        { name: '', data: 'a' },
        { name: '', data: '[DONE]' },
      ],
    ],
    ['data: a\n\nda', [{ name: '', data: 'a' }]],
  ])('%j', (stream, events) => {
    expect(parse(stream)).toEqual(events);
    expect(bytewise(stream)).toEqual(events);
  });
});

it('reads an event of two megabytes', () => {
  const data = JSON.stringify({ text: 'é'.repeat(1_000_000) });
  expect(parse(`event: big\ndata: ${data}\n\ndata: next\n\n`, [5, 70_000, 70_001, 1_500_000])).toEqual([
    { name: 'big', data },
    { name: '', data: 'next' },
  ]);
});

it('does as other parsers do with anything that looks like a stream', () => {
  const piece = fc.constantFrom(
    'data',
    'event',
    ':',
    ' ',
    '\n',
    '\r\n',
    '\r',
    'a',
    '{"b":1}',
    'ü',
    '😀',
    'data: x',
    '\n\n',
    '0',
  );
  // Ended by a blank line, since the two differ in what they make of an end in the middle.
  const streams = fc.array(piece, { maxLength: 40 }).map((pieces) => `${pieces.join('')}\n\n`);
  fc.assert(
    fc.property(streams, fc.array(fc.nat({ max: 60 }), { maxLength: 8 }), (stream, cuts) => {
      const { length } = encoder.encode(stream);
      const ordered = cuts.map((cut) => Math.min(cut, length)).sort((one, other) => one - other);
      expect(parse(stream, ordered)).toEqual(oracle(stream));
    }),
    { numRuns: 1_000 },
  );
});

it('reads bytes that are no stream without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      parse(bytes, [Math.floor(bytes.length / 2)]);
    }),
  );
});
