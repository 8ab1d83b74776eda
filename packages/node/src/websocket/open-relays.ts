/** All relays of a server, to end them with it. */
import type { Relay } from './relay.ts';

/** The relays that are open. */
export interface OpenRelays {
  /** No more are wanted. */
  readonly stopping: boolean;
  add(relay: Relay): void;
  /** Ends all: idle ones now, the rest as their answers end, or after `patience` milliseconds. */
  close(patience: number): Promise<void>;
}

/** Makes an empty set. */
export function createOpenRelays(): OpenRelays {
  const open = new Set<Relay>();
  let stopping = false;
  return {
    get stopping() {
      return stopping;
    },
    add(relay) {
      open.add(relay);
      void relay.closed.then(() => open.delete(relay));
      if (stopping) relay.drain();
    },
    async close(patience) {
      stopping = true;
      const closed = [...open].map((relay) => relay.closed);
      for (const relay of open) relay.drain();
      const cut = setTimeout(() => {
        for (const relay of open) relay.cut();
      }, patience);
      await Promise.all(closed);
      clearTimeout(cut);
    },
  };
}
