/** Keeps sockets open through the silence between two turns, and finds those whose other side is gone without a word. */
import type { WebSocket } from 'ws';
import type { Valve } from './valve.ts';

/** Less than the shortest idle time of load balancers and proxies in the field, which is a minute. */
const BEAT_MS = 30_000;
/** Beats without a sign of life after which a side counts as gone. */
const MAX_MISSED = 4;
/** Beats in which it took nothing of what it was sent: while the other side is held back, its leaving may go unnoticed. */
const MAX_STALLED = 20;

/**
 * Pings a socket until it is closed. One that answers nothing for two minutes is cut, and one that takes nothing of what
 * it was sent for ten. One that is not read from is not judged.
 */
export function startHeartbeat(socket: WebSocket, valve: Valve): void {
  let missed = 0;
  let stalled = 0;
  let backlog = 0;
  const alive = (): void => {
    missed = 0;
  };
  const beat = setInterval(() => {
    const { bufferedAmount } = socket;
    stalled = bufferedAmount > 0 && bufferedAmount === backlog ? stalled + 1 : 0;
    backlog = bufferedAmount;
    if (stalled >= MAX_STALLED) socket.terminate();
    // Its answer to a ping would come behind what it has yet to take, or has come and is not read.
    if (valve.held || bufferedAmount > 0) return;
    if (missed >= MAX_MISSED) {
      socket.terminate();
      return;
    }
    missed += 1;
    socket.ping();
  }, BEAT_MS).unref();
  socket.on('message', alive).on('ping', alive).on('pong', alive);
  socket.once('close', () => clearInterval(beat));
}
