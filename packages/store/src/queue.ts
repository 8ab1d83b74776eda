/** Entries that wait to be written, bounded in number and in size. */
import type { Entry } from '@aperturejs/core';

/** How much may wait. */
export interface QueueLimits {
  /** Records. */
  readonly records: number;
  /** Bytes of captures, roughly: characters of their texts. */
  readonly captureBytes: number;
}

/** A bounded queue: what there is no room for is dropped, the oldest first, and captures before records. */
export interface Queue {
  readonly length: number;
  readonly droppedRecords: number;
  readonly droppedCaptures: number;
  add(entry: Entry): void;
  /** The oldest entries, which leave the queue. */
  take(count: number): Entry[];
  /** Puts entries back that could not be written, in front. */
  giveBack(entries: readonly Entry[]): void;
}

/** Makes an empty queue. */
export function createQueue(limits: QueueLimits): Queue {
  let entries: Entry[] = [];
  let bytes = 0;
  let droppedRecords = 0;
  let droppedCaptures = 0;

  const makeRoom = (): void => {
    for (let i = 0; bytes > limits.captureBytes && i < entries.length; i += 1) {
      const { record, capture } = entries[i] as Entry;
      if (!capture) continue;
      bytes -= sizeOf(capture);
      droppedCaptures += 1;
      entries[i] = { record, capture: null };
    }
    const surplus = entries.length - limits.records;
    for (const { capture } of entries.splice(0, Math.max(0, surplus))) {
      droppedRecords += 1;
      if (!capture) continue;
      bytes -= sizeOf(capture);
      droppedCaptures += 1;
    }
  };

  return {
    get length() {
      return entries.length;
    },
    get droppedRecords() {
      return droppedRecords;
    },
    get droppedCaptures() {
      return droppedCaptures;
    },
    add(entry) {
      entries.push(entry);
      bytes += sizeOf(entry.capture);
      makeRoom();
    },
    take(count) {
      const taken = entries.splice(0, count);
      for (const { capture } of taken) bytes -= sizeOf(capture);
      return taken;
    },
    giveBack(back) {
      entries = [...back, ...entries];
      for (const { capture } of back) bytes += sizeOf(capture);
      makeRoom();
    },
  };
}

function sizeOf(capture: Entry['capture']): number {
  if (!capture) return 0;
  return [capture.request, capture.response].reduce(
    (sum, message) =>
      sum +
      (message
        ? (message.body?.length ?? 0) + message.headers.reduce((all, text) => all + text.length, 0)
        : 0),
    0,
  );
}
