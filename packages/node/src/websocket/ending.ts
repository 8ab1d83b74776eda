/** How the end of one side becomes the end of the other. */
import type { WebSocket } from 'ws';
import type { Valve } from './valve.ts';

/** The gateway, or the other side, is going away. */
export const GOING_AWAY = 1001;
export const TOO_LONG = 1009;
/** Nobody said why: a connection that broke off (RFC 6455 section 7.4.1). */
const ABNORMAL = 1006;
const NO_CODE = 1005;

/** How long what was sent may take to arrive, before a connection that is to break off does. */
const FLUSH_MS = 5_000;

/** Ends a socket as the other one ended: with its code and reason, or by breaking off. */
export function mirror(socket: WebSocket, valve: Valve, code: number, reason: Buffer | string): void {
  valve.open();
  if (code === ABNORMAL) breakOff(socket);
  else if (code === NO_CODE) socket.close();
  else socket.close(code, reason);
}

/** What came before the break is delivered, then the break itself. */
function breakOff(socket: WebSocket): void {
  if (socket.bufferedAmount === 0) {
    socket.terminate();
    return;
  }
  const cut = setTimeout(() => socket.terminate(), FLUSH_MS).unref();
  socket.once('close', () => clearTimeout(cut));
  socket.ping(undefined, undefined, () => socket.terminate());
}

/** True if a message was longer than is taken; also one that would be when inflated. */
export function isTooLong(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
}
