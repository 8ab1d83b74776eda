import { describe, expect, it } from 'vitest';
import type { ByteSink } from '../../wire/byte-source.ts';
import { createEventQueue, MAX_WAITING, MAX_WAITING_BYTES, type Entry } from './event-queue.ts';
import { HEARTBEAT, opening as openingOf } from './events.ts';

const encoder = new TextEncoder();
const entry = (id: string, text = id): Entry => ({ id, bytes: encoder.encode(text) });

interface Reader {
  readonly got: string[];
  /** Chunks until it asks for a pause. */
  takes: number;
  ended: boolean;
  readonly sink: ByteSink;
}

function reader(takes = Infinity): Reader {
  const decoder = new TextDecoder();
  const self: Reader = {
    got: [],
    takes,
    ended: false,
    sink: {
      write(chunk) {
        self.got.push(decoder.decode(chunk));
        self.takes -= 1;
        return self.takes > 0;
      },
      end: () => void (self.ended = true),
      fail: () => {},
    },
  };
  return self;
}

const OPENING = openingOf(null);
const opening = new TextDecoder().decode(OPENING);
const beat = new TextDecoder().decode(HEARTBEAT);

function stage(takes?: number) {
  let left = 0;
  const queue = createEventQueue(OPENING, () => (left += 1));
  const to = reader(takes);
  return { queue, to, left: () => left, got: () => to.got.slice(1) };
}

describe('events for a listener', () => {
  it('go out as they come, behind the opening', () => {
    const { queue, to } = stage();
    queue.add(entry('a'));
    queue.source.start(to.sink);
    queue.add(entry('b'));
    expect(to.got).toEqual([opening, 'a', 'b']);
  });

  it('wait while it does not read, and go on where they stopped', () => {
    const { queue, to, got } = stage(2);
    queue.source.start(to.sink);
    for (const id of ['a', 'b', 'c']) queue.add(entry(id));
    expect(got()).toEqual(['a']);
    to.takes = 1;
    queue.source.resume();
    expect(got()).toEqual(['a', 'b']);
    to.takes = 5;
    queue.source.resume();
    expect(got()).toEqual(['a', 'b', 'c']);
  });

  it('are dropped from the oldest where there are too many, and it is told how many', () => {
    const { queue, to, got } = stage(1);
    queue.source.start(to.sink);
    for (let n = 0; n < MAX_WAITING + 3; n += 1) queue.add(entry(String(n)));
    to.takes = Infinity;
    queue.source.resume();
    expect(got().slice(0, 2)).toEqual(['event: lag\ndata: {"dropped":3}\n\n', '3']);
    expect(got()).toHaveLength(MAX_WAITING + 1);
    queue.add(entry('later'));
    expect(got().at(-1)).toBe('later');
  });

  it('are dropped where they are too long, but the last', () => {
    const { queue, to, got } = stage(1);
    queue.source.start(to.sink);
    const long = 'x'.repeat(MAX_WAITING_BYTES / 2);
    for (const id of ['a', 'b', 'c']) queue.add(entry(id, id + long));
    queue.add(entry('d', `d${'x'.repeat(MAX_WAITING_BYTES)}`));
    to.takes = Infinity;
    queue.source.resume();
    expect(got().map((text) => text.slice(0, 30))).toEqual([
      'event: lag\ndata: {"dropped":3}',
      `d${'x'.repeat(29)}`,
    ]);
  });

  it('are held back as long as anybody says so', () => {
    const { queue, to, got } = stage();
    queue.source.start(to.sink);
    queue.hold();
    queue.hold();
    queue.add(entry('a'));
    queue.beat();
    queue.release();
    expect(got()).toEqual([]);
    queue.release();
    expect(got()).toEqual(['a']);
  });

  it('that were missed come ahead of those that wait, and none twice', () => {
    const { queue, to, got } = stage();
    queue.source.start(to.sink);
    queue.hold();
    for (const id of ['b', 'c']) queue.add(entry(id));
    queue.prepend([entry('a'), entry('b', 'b again')]);
    queue.miss();
    queue.release();
    expect(got()).toEqual(['event: lag\ndata: {"dropped":null}\n\n', 'a', 'b', 'c']);
  });

  it('are overtaken by the latest notice', () => {
    const { queue, to, got } = stage();
    queue.source.start(to.sink);
    queue.hold();
    queue.add(entry('a'));
    queue.notify(encoder.encode('one'));
    queue.notify(encoder.encode('two'));
    queue.release();
    expect(got()).toEqual(['two', 'a']);
  });

  it('are replaced by a sign of life, where the listener reads', () => {
    const { queue, to, got } = stage(2);
    queue.source.start(to.sink);
    queue.beat();
    queue.beat();
    expect(got()).toEqual([beat]);
  });

  it('stand in order where the reader asks for more while it takes some', () => {
    const { queue } = stage();
    const got: string[] = [];
    queue.hold();
    for (const id of ['a', 'b', 'c']) queue.add(entry(id));
    queue.source.start({
      write(chunk) {
        queue.source.resume();
        got.push(new TextDecoder().decode(chunk));
        return true;
      },
      end() {},
      fail() {},
    });
    queue.release();
    expect(got).toEqual([opening, 'a', 'b', 'c']);
  });
});

describe('a listener', () => {
  it('that leaves gets no more', () => {
    const { queue, to, got, left } = stage();
    queue.source.start(to.sink);
    queue.source.cancel();
    queue.add(entry('a'));
    queue.beat();
    queue.end();
    expect([got(), to.ended, left()]).toEqual([[], false, 1]);
  });

  it('is ended, once and without what waited', () => {
    const { queue, to, got, left } = stage();
    queue.source.start(to.sink);
    queue.hold();
    queue.add(entry('a'));
    queue.end();
    queue.end();
    queue.release();
    expect([got(), to.ended, left()]).toEqual([[], true, 1]);
  });

  it('that is ended before it reads finds the end', () => {
    const { queue, to } = stage();
    queue.end();
    queue.source.start(to.sink);
    expect([to.got, to.ended]).toEqual([[], true]);
  });
});
