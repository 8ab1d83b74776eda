/** Whether a socket is read from. Several may have a reason not to. */
import type { WebSocket } from 'ws';

/** Stops and starts the reading of a socket. */
export interface Valve {
  hold(reason: symbol): void;
  release(reason: symbol): void;
  /** Whatever the reasons: a close frame of the other side must be read. */
  open(): void;
  readonly held: boolean;
}

/** Makes a valve of a socket that is being read. */
export function createValve(socket: WebSocket): Valve {
  const reasons = new Set<symbol>();
  return {
    hold(reason) {
      reasons.add(reason);
      socket.pause();
    },
    release(reason) {
      if (reasons.delete(reason) && reasons.size === 0) socket.resume();
    },
    open() {
      reasons.clear();
      socket.resume();
    },
    get held() {
      return reasons.size > 0;
    },
  };
}
