/** Sends messages into a socket, and holds their source back while the socket cannot take more. */
import type { WebSocket } from 'ws';
import type { Valve } from './valve.ts';

/** Bytes on their way to one side, from which on the other side is not read from. */
const HIGH = 1024 * 1024;
const LOW = 256 * 1024;

/** Sends a message as it came. */
export type Outlet = (message: Buffer, isBinary: boolean) => void;

/** Makes an outlet into a socket, for messages that come out of another. */
export function createOutlet(into: WebSocket, source: Valve): Outlet {
  const backlog = Symbol('backlog');
  const flushed = (): void => {
    if (into.bufferedAmount <= LOW) source.release(backlog);
  };
  return (message, isBinary) => {
    into.send(message, { binary: isBinary }, flushed);
    if (into.bufferedAmount > HIGH) source.hold(backlog);
  };
}
