/** Keeps sockets open through the silence between two turns, and finds those whose other side is gone without a word. */
import type { WebSocket } from 'ws';
import type { Valve } from './valve.ts';

/** Less than the shortest idle time of load balancers and proxies in the field, which is a minute. */
const BEAT_MS = 30_000;
/** Beats without a sign of life after which a side counts as gone. */
const MAX_MISSED = 4;

/**
 * Pings a socket until it is closed. One that answers nothing for two minutes is cut; one that is not read from, or has
 * not taken all that it was sent, is not judged.
 */
export function startHeartbeat(socket: WebSocket, valve: Valve): void {
  let missed = 0;
  const alive = (): void => {
    missed = 0;
  };
  const beat = setInterval(() => {
    if (valve.held || socket.bufferedAmount > 0) return;
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
