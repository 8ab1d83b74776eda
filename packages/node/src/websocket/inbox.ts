/** A client's messages, taken one after the other, also where one of them takes its time. */
import type { Valve } from './valve.ts';

/** Takes a message; it may have to wait for something. A promise does not reject. */
export type Take = (message: Buffer, isBinary: boolean) => void | Promise<void>;

/** Messages in the order in which they came. */
export interface Inbox {
  /** One is being taken, and others may wait behind it. */
  readonly isBusy: boolean;
  push(message: Buffer, isBinary: boolean): void;
}

/**
 * Makes an inbox.
 *
 * @param source is not read from while a message is being taken: what waits is no more than had arrived by then
 * @param done is called when none is left
 */
export function createInbox(source: Valve, take: Take, done: () => void): Inbox {
  const taking = Symbol('taking');
  const waiting: (readonly [message: Buffer, isBinary: boolean])[] = [];
  let isBusy = false;
  const work = async (first: Promise<void>): Promise<void> => {
    isBusy = true;
    source.hold(taking);
    await first;
    for (let next = waiting.shift(); next; next = waiting.shift()) await take(...next);
    isBusy = false;
    source.release(taking);
    done();
  };
  return {
    get isBusy() {
      return isBusy;
    },
    push(message, isBinary) {
      if (isBusy) {
        waiting.push([message, isBinary]);
        return;
      }
      const taken = take(message, isBinary);
      if (taken) void work(taken);
    },
  };
}
