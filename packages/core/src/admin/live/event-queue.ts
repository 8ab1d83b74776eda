/** The events that wait for one listener. However slowly it reads, no more of them are held than there is room for. */
import type { ByteSink, ByteSource } from '../../wire/byte-source.ts';
import { HEARTBEAT, lagEvent } from './events.ts';

/** A record, written as an event. */
export interface Entry {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** What a listener reads from. */
export interface EventQueue {
  /** Its bytes; they begin with the first who wants them, and end with `end`. */
  readonly source: ByteSource;
  /** Adds a record. Where there is no room, the oldest is dropped, and the listener told how many were. */
  add(entry: Entry): void;
  /** Puts records ahead of those that wait, except what waits already. */
  prepend(entries: readonly Entry[]): void;
  /** Tells that records are missing, and nobody knows how many. */
  miss(): void;
  /** Adds what overtakes records. Of several that wait only the last one goes out. */
  notify(event: Uint8Array): void;
  /** A sign of life, where nothing else is to be sent. */
  beat(): void;
  /** Nothing goes out until as many `release` have followed. */
  hold(): void;
  release(): void;
  /** Ends the stream, at once and with whatever waits. */
  end(): void;
}

/** Events, and bytes of them, that may wait. */
export const MAX_WAITING = 256;
export const MAX_WAITING_BYTES: number = 1024 * 1024;

/**
 * Makes a queue.
 *
 * @param opening the first bytes, which wait for nothing
 * @param left hears once that it is over: the listener left, or it was ended
 */
export function createEventQueue(opening: Uint8Array, left: () => void): EventQueue {
  let waiting: Entry[] = [];
  let bytes = 0;
  let dropped: number | null = 0;
  let notice: Uint8Array | null = null;
  let holds = 0;
  let sink: ByteSink | null = null;
  let full = false;
  let flowing = false;
  let over = false;

  const sizeOf = (entries: readonly Entry[]): number =>
    entries.reduce((sum, entry) => sum + entry.bytes.byteLength, 0);
  const next = (): Uint8Array | null => {
    if (dropped !== 0) {
      const lag = lagEvent(dropped);
      dropped = 0;
      return lag;
    }
    const told = notice;
    notice = null;
    if (told) return told;
    const entry = waiting.shift();
    bytes -= entry?.bytes.byteLength ?? 0;
    return entry?.bytes ?? null;
  };
  const write = (chunk: Uint8Array): void => {
    full = sink?.write(chunk) === false;
  };
  /** A sink may ask for more while it takes some. */
  const flow = (): void => {
    if (flowing) return;
    flowing = true;
    while (sink && holds === 0 && !full) {
      const chunk = next();
      if (!chunk) break;
      write(chunk);
    }
    flowing = false;
  };
  const finish = (): ByteSink | null => {
    if (over) return null;
    over = true;
    const last = sink;
    sink = null;
    waiting = [];
    bytes = 0;
    left();
    return last;
  };

  return {
    source: {
      start(into) {
        if (over) return into.end();
        sink = into;
        write(opening);
        flow();
      },
      resume() {
        full = false;
        flow();
      },
      cancel: () => void finish(),
    },
    add(entry) {
      if (over) return;
      waiting.push(entry);
      bytes += entry.bytes.byteLength;
      flow();
      // The one that came last stays, however long it is.
      while (waiting.length > 1 && (waiting.length > MAX_WAITING || bytes > MAX_WAITING_BYTES)) {
        bytes -= (waiting.shift() as Entry).bytes.byteLength;
        if (dropped !== null) dropped += 1;
      }
    },
    prepend(entries) {
      if (over) return;
      const here = new Set(waiting.map(({ id }) => id));
      const missing = entries.filter(({ id }) => !here.has(id));
      waiting = [...missing, ...waiting];
      bytes += sizeOf(missing);
      flow();
    },
    miss() {
      dropped = null;
      flow();
    },
    notify(event) {
      notice = event;
      flow();
    },
    beat() {
      flow();
      if (sink && holds === 0 && !full) write(HEARTBEAT);
    },
    hold: () => void (holds += 1),
    release() {
      holds -= 1;
      flow();
    },
    end: () => finish()?.end(),
  };
}
