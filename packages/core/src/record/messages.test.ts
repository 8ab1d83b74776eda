import { describe, expect, it } from 'vitest';
import { MAX_PARSED, Messages } from './messages.ts';

const encoder = new TextEncoder();

function start(room = MAX_PARSED): { readonly messages: Messages; readonly seen: unknown[] } {
  const seen: unknown[] = [];
  const messages = new Messages(
    { id: true },
    {
      wants: (name) => name !== 'content',
      room: () => room,
      take: (message, name, bytes) => void seen.push([message, name, bytes]),
      done: () => void seen.push('done'),
      failed: (code) => void seen.push(code),
    },
  );
  return { messages, seen };
}

/** A message in pieces, each in memory of its own that is gone once the next one comes. */
function send(messages: Messages, name: string, ...pieces: string[]): void {
  messages.begin(name);
  for (const piece of pieces) {
    const chunk = encoder.encode(piece);
    messages.bytes(chunk, 0, chunk.length);
    messages.pause();
    chunk.fill(0);
  }
  messages.end(name);
}

describe('messages', () => {
  it('are parsed, whole or in pieces', () => {
    const { messages, seen } = start();
    send(messages, 'a', '{"id":1,"x":2}');
    send(messages, '', '{"id"', ':"ü', '"}');
    messages.begin('');
    const chunk = encoder.encode('..{"id":3}..');
    messages.bytes(chunk, 2, 10);
    messages.end('late');
    expect(seen).toEqual([
      [{ id: 1, x: 2 }, 'a', 14],
      [{ id: 'ü' }, '', 11],
      [{ id: 3 }, 'late', 8],
    ]);
    expect(messages).toMatchObject({ count: 3, broken: 0, tooLarge: 0 });
  });

  it('that are long are sifted', () => {
    const { messages, seen } = start();
    const long = JSON.stringify({ x: 'y'.repeat(MAX_PARSED), id: 1 });
    send(messages, 'a', long);
    send(messages, 'b', long.slice(0, 100), long.slice(100, 16_000), long.slice(16_000));
    send(messages, 'c', '{"id":2}');
    expect(seen).toEqual([
      [{ id: 1 }, 'a', null],
      [{ id: 1 }, 'b', null],
      [{ id: 2 }, 'c', 8],
    ]);
  });

  it('that are long are parsed where somebody wants all of them', () => {
    const { messages, seen } = start(100_000);
    const value = { x: 'y'.repeat(MAX_PARSED), id: 1 };
    const long = JSON.stringify(value);
    send(messages, '', long.slice(0, 9), long.slice(9));
    expect(seen).toEqual([[value, '', long.length]]);
  });

  it('that nobody wants are counted and not read', () => {
    const { messages, seen } = start();
    send(messages, 'content', 'no JSON');
    expect(seen).toEqual([]);
    expect(messages).toMatchObject({ count: 1, broken: 0 });
  });

  it('that are no JSON are counted', () => {
    const { messages, seen } = start();
    send(messages, '', 'oops');
    send(messages, '', '');
    send(messages, '', `{${' '.repeat(MAX_PARSED)}`);
    expect(seen).toEqual([]);
    expect(messages).toMatchObject({ count: 3, broken: 3 });
  });

  it('may be the end, or a failure', () => {
    const { messages, seen } = start();
    send(messages, '', ' [DO', 'NE]');
    messages.failed('throttlingException');
    expect(seen).toEqual(['done', 'throttlingException']);
    expect(messages.count).toBe(2);
  });
});
