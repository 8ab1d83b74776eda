import { describe, expect, it, vi } from 'vitest';
import {
  bytesFrom,
  bytesFromStream,
  collectBytes,
  concatBytes,
  streamFromBytes,
  type ByteSink,
  type ByteSource,
} from './byte-source.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** A sink that takes one chunk at a time. */
function hesitant(): ByteSink & { chunks: Uint8Array[]; ended: boolean; failed: Error | null } {
  const sink = {
    chunks: [] as Uint8Array[],
    ended: false,
    failed: null as Error | null,
    write(chunk: Uint8Array) {
      sink.chunks.push(chunk);
      return false;
    },
    end() {
      sink.ended = true;
    },
    fail(error: Error) {
      sink.failed = error;
    },
  };
  return sink;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe.each<[string, () => ByteSource]>([
  ['chunks', () => bytesFrom(bytes(1), bytes(2), bytes(3))],
  [
    'a web stream',
    () =>
      bytesFromStream(
        new ReadableStream({
          start(controller) {
            for (const value of [1, 2, 3]) controller.enqueue(bytes(value));
            controller.close();
          },
        }),
      ),
  ],
])('a source of %s', (_name, make) => {
  it('sends all of it and then ends', async () => {
    expect(await collectBytes(make())).toEqual(bytes(1, 2, 3));
  });

  it('waits after each refused write', async () => {
    const source = make();
    const sink = hesitant();
    source.start(sink);
    for (const count of [1, 2, 3]) {
      await settled();
      expect(sink.chunks).toHaveLength(count);
      expect(sink.ended).toBe(false);
      source.resume();
    }
    await settled();
    expect(sink.ended).toBe(true);
  });

  it('is silent after a cancel', async () => {
    const source = make();
    const sink = hesitant();
    source.start(sink);
    await settled();
    source.cancel();
    source.resume();
    await settled();
    expect(sink.chunks).toHaveLength(1);
    expect([sink.ended, sink.failed]).toEqual([false, null]);
  });

  it('survives the way through a web stream', async () => {
    expect(new Uint8Array(await new Response(streamFromBytes(make())).arrayBuffer())).toEqual(bytes(1, 2, 3));
  });
});

it('passes the failure of a web stream on, and its cancellation back', async () => {
  const failing = new ReadableStream<Uint8Array>({
    pull() {
      throw new Error('broken');
    },
  });
  await expect(collectBytes(bytesFromStream(failing))).rejects.toThrow('broken');
  const cancel = vi.fn<(reason: unknown) => void>();
  bytesFromStream(new ReadableStream({ cancel })).cancel(new Error('left'));
  expect(cancel).toHaveBeenCalledWith(new Error('left'));
});

describe('a source as a web stream', () => {
  function handFed(): ByteSource & { sink: ByteSink; resumed: number; cancelled: unknown } {
    const source = {
      sink: undefined as unknown as ByteSink,
      resumed: 0,
      cancelled: undefined as unknown,
      start(sink: ByteSink) {
        source.sink = sink;
      },
      resume() {
        source.resumed += 1;
      },
      cancel(reason?: Error) {
        source.cancelled = reason;
      },
    };
    return source;
  }

  it('asks for more only when the reader does', async () => {
    const source = handFed();
    const reader = streamFromBytes(source).getReader();
    await settled();
    const before = source.resumed;
    expect(source.sink.write(bytes(1))).toBe(false);
    await settled();
    expect(source.resumed).toBe(before);
    await reader.read();
    await settled();
    expect(source.resumed).toBeGreaterThan(before);
  });

  it('fails when the source does, and cancels it when the reader leaves', async () => {
    const broken = handFed();
    const reading = streamFromBytes(broken).getReader().read();
    broken.sink.fail(new Error('cut'));
    await expect(reading).rejects.toThrow('cut');
    const left = handFed();
    await streamFromBytes(left).cancel(new Error('left'));
    expect(left.cancelled).toEqual(new Error('left'));
  });
});

it('joins chunks, and copies nothing for one', () => {
  const one = bytes(1, 2);
  expect(concatBytes([one])).toBe(one);
  expect(concatBytes([])).toEqual(bytes());
  expect(concatBytes([one, bytes(3)])).toEqual(bytes(1, 2, 3));
});
