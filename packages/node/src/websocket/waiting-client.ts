/** A client that waits for the answer to its handshake. It may leave, and must not send anything before (field.md D13). */
import type { Socket } from 'node:net';

/** Watches it. */
export interface WaitingClient {
  /** It is still there and has kept silent. */
  readonly waits: boolean;
  /** Ends the watch, in the very tick in which somebody else starts to read. */
  release(): void;
}

/**
 * Watches a client.
 *
 * @param over is called once if it leaves or sends something
 */
export function watchWaiting(socket: Socket, over: (reason: 'left' | 'too soon') => void): WaitingClient {
  let waits = true;
  const stop = (reason: 'left' | 'too soon'): void => {
    if (!waits) return;
    waits = false;
    release();
    over(reason);
  };
  const onData = (): void => stop('too soon');
  const onEnd = (): void => stop('left');
  const release = (): void => {
    socket.off('data', onData).off('end', onEnd).off('close', onEnd);
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd);
  if (socket.destroyed || socket.readableEnded) queueMicrotask(onEnd);
  return {
    get waits() {
      return waits;
    },
    release,
  };
}
