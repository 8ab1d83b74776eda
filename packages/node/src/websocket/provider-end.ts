/** The provider's end of a relay. */
import type { ConversationTap, SocketTarget, Verdict } from '@aperturejs/core';
import type { WebSocket } from 'ws';
import { GOING_AWAY, isTooLong, mirror, TOO_LONG } from './ending.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { followTurns } from './turn.ts';
import { createValve, type Valve } from './valve.ts';

/** A socket to a provider that relays into the client's. */
export interface ProviderEnd {
  readonly socket: WebSocket;
  readonly target: SocketTarget;
  /** An answer is under way. */
  readonly isAnswering: boolean;
  /** None was asked for yet. */
  readonly isUnused: boolean;
  /** Sends a message that asks for no answer. */
  readonly send: Outlet;
  /** Sends one that does. */
  ask(create: Create, isBinary: boolean): void;
  /** The client has ended so. */
  clientLeft(code: number, reason: Buffer | string): void;
  /** The gateway ends it, for this reason. */
  stop(error: Error): void;
}

/** A message that asks for an answer, as it was judged. */
export type Create = Extract<Verdict, { readonly kind: 'create' }>;

/** What the relay is told. */
export interface ProviderEvents {
  /** An answer came to its end. */
  answered(): void;
  /** It is closed; a code that the gateway chose has its own words for a reason. */
  closed(code: number, reason: Buffer | string): void;
  /** An answer takes longer than it may. */
  expired(error: Error): void;
}

/** The provider broke the protocol. */
const BROKEN = 1011;

/**
 * Starts to relay what a provider sends. The socket is paused until now.
 *
 * @param conversation hears all of it, where there are no turns
 */
export function startProviderEnd(
  { socket, target }: { readonly socket: WebSocket; readonly target: SocketTarget },
  client: { readonly socket: WebSocket; readonly valve: Valve },
  events: ProviderEvents,
  conversation: ConversationTap | null,
): ProviderEnd {
  const valve = createValve(socket);
  const turn = followTurns(target, valve, events.expired);
  const toClient = createOutlet(client.socket, valve);
  const outlet = createOutlet(socket, client.valve);
  const send: Outlet = (message, isBinary) => {
    outlet(message, isBinary);
    conversation?.sent(message);
  };
  /** Somebody else has ended it. */
  let over = false;
  let fault: number | null = null;
  let isUnused = true;
  /** Whose names of models the client uses: one connection can serve them by several. */
  let names = target;

  socket.on('message', (message: Buffer, isBinary) => {
    if (over) return;
    toClient(isBinary ? message : asBuffer(names.asNamed(message)), isBinary);
    if (!isBinary) conversation?.heard(message);
    if (turn.heard(message, isBinary)) events.answered();
  });
  socket.on('error', (error) => (fault ??= isTooLong(error) ? TOO_LONG : BROKEN));
  socket.on('close', (code, reason) => {
    if (over) return;
    over = true;
    const left = new Error('the provider closed the socket');
    turn.broken(left);
    conversation?.broken(left);
    if (fault === null) events.closed(code, reason);
    else events.closed(fault, 'the provider sent what the gateway cannot relay');
  });
  startHeartbeat(socket, valve);
  socket.resume();

  return {
    socket,
    target,
    get isAnswering() {
      return turn.isUnderWay;
    },
    get isUnused() {
      return isUnused;
    },
    send,
    ask(create, isBinary) {
      isUnused = false;
      names = create.target;
      turn.begin(create.tap);
      send(asBuffer(create.message), isBinary);
    },
    clientLeft(code, reason) {
      over = true;
      turn.left();
      conversation?.left();
      mirror(socket, valve, code, reason);
    },
    stop(error) {
      if (over) return;
      over = true;
      turn.broken(error);
      conversation?.broken(error);
      mirror(socket, valve, GOING_AWAY, '');
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
