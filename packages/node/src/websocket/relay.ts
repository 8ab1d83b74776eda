/** Two sockets, and the messages between them. */
import type { MessageTap, RefusedMessage, SocketCall, SocketTarget, Verdict } from '@aperturejs/core';
import type { WebSocket } from 'ws';
import { GOING_AWAY, isTooLong, mirror, TOO_LONG } from './ending.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import { endsTurn } from './turn-end.ts';
import { createValve } from './valve.ts';

/** A provider's end of the relay. */
export interface Upstream {
  readonly socket: WebSocket;
  readonly target: SocketTarget;
}

/** Connects to a target on behalf of a client that is accepted already. */
export type Dial = (target: SocketTarget) => {
  /** The socket; or what the client is told instead. Never rejects. */
  readonly answer: Promise<WebSocket | RefusedMessage>;
  cancel(): void;
};

/** A relay at work. */
export interface Relay {
  /** Ends it with 1001 as soon as no answer is under way. */
  drain(): void;
  /** Ends it at once. */
  cut(): void;
  /** Resolves when both sides are closed. */
  readonly closed: Promise<void>;
}

const STOPPING = 'the gateway is stopping';

/**
 * Relays from now on, until both sides are closed.
 *
 * @param upstream the provider's end, if the handshake decided on it; paused, as is `client`
 * @param dial asked for the first message that wants a response, if the handshake did not
 */
export function startRelay(
  client: WebSocket,
  call: SocketCall,
  upstream: Upstream | null,
  dial: Dial,
): Relay {
  const clientValve = createValve(client);
  const judging = Symbol('judging');
  const inbox: (readonly [message: Buffer, isBinary: boolean])[] = [];
  let other: (Upstream & { readonly send: Outlet; end(code: number, reason: Buffer | string): void }) | null =
    null;
  let dialling: { cancel(): void } | null = null;
  let busy = false;
  let over = false;
  let draining = false;
  let turnUnderWay = false;
  let tap: MessageTap | null = null;

  /** Ends both sides: the client's with this code. */
  const end = (code: number, reason: string): void => {
    over = true;
    tap?.broken(new Error(reason));
    mirror(client, clientValve, code, reason);
    other?.end(GOING_AWAY, '');
  };
  const goAway = (): void => end(GOING_AWAY, STOPPING);

  const attach = ({ socket, target }: Upstream): void => {
    const valve = createValve(socket);
    const toClient = createOutlet(client, valve);
    let fault: number | null = null;
    other = {
      socket,
      target,
      send: createOutlet(socket, clientValve),
      end: (code, reason) => mirror(socket, valve, code, reason),
    };
    socket.on('message', (message: Buffer, isBinary) => {
      if (over) return;
      toClient(message, isBinary);
      if (tap && !isBinary) tap.message(message);
      if (!turnUnderWay || isBinary || !endsTurn(message)) return;
      turnUnderWay = false;
      tap?.ended();
      tap = null;
      if (draining) goAway();
    });
    socket.on('error', (error) => (fault ??= isTooLong(error) ? TOO_LONG : BROKEN));
    socket.on('close', (code, reason) => {
      if (over) return;
      over = true;
      if (code === TOO_LONG) call.tooLong();
      tap?.broken(new Error('the provider closed the socket'));
      if (fault === null) mirror(client, clientValve, code, reason);
      else mirror(client, clientValve, fault, 'the provider sent what the gateway cannot relay');
    });
    startHeartbeat(socket, valve);
    socket.resume();
  };

  const refuse = ({ event, close }: RefusedMessage): void => {
    client.send(event);
    if (close !== null) end(close, '');
  };

  const create = (message: Buffer, isBinary: boolean): void => {
    turnUnderWay = true;
    other?.send(message, isBinary);
  };

  /** At once, or by a promise that does not reject. */
  const settle = (verdict: Verdict, message: Buffer, isBinary: boolean): void | Promise<void> => {
    if (over) {
      if (verdict.kind === 'create') verdict.tap?.left();
      return undefined;
    }
    if (verdict.kind === 'refuse') return refuse(verdict);
    if (verdict.kind === 'pass') return other ? other.send(message, isBinary) : refuse(call.refuseTooSoon());
    const { target } = verdict;
    const bytes = asBuffer(verdict.message);
    // No turn: the client asks for it again, on a new connection.
    if (other && other.target.key !== target.key) return refuse(call.refuseMove(target));
    // A turn that another one follows before its end: nobody waits for the rest of it.
    tap?.left();
    tap = verdict.tap;
    if (other) return create(bytes, isBinary);
    const exchange = dial(target);
    dialling = exchange;
    const connected = (answer: WebSocket | RefusedMessage): void => {
      dialling = null;
      if ('kind' in answer) {
        tap?.broken(new Error('the provider refused the socket'));
        tap = null;
        if (!over) refuse(answer);
      } else if (over) {
        answer.terminate();
      } else {
        attach({ socket: answer, target });
        create(bytes, isBinary);
      }
    };
    return exchange.answer.then(connected);
  };

  /** Messages go on in the order in which they came, also while one of them is being judged. */
  const work = async (first: Promise<void>): Promise<void> => {
    busy = true;
    clientValve.hold(judging);
    await first;
    for (let next = inbox.shift(); next && !over; next = inbox.shift()) await take(...next);
    busy = false;
    clientValve.release(judging);
    if (draining) drain();
  };
  const take = (message: Buffer, isBinary: boolean): void | Promise<void> => {
    const verdict = call.judge(message);
    if (!('then' in verdict)) return settle(verdict, message, isBinary);
    return verdict.then((judged) => settle(judged, message, isBinary));
  };

  let leftByFault = false;
  client.on('message', (message: Buffer, isBinary) => {
    if (over) return;
    if (busy) {
      inbox.push([message, isBinary]);
      return;
    }
    const taken = take(message, isBinary);
    if (taken) void work(taken);
  });
  client.on('error', (error) => {
    leftByFault = true;
    if (isTooLong(error)) call.tooLong();
  });
  client.on('close', (code, reason) => {
    if (over) return;
    over = true;
    tap?.left();
    dialling?.cancel();
    // A client that broke the protocol was told so; to the provider it only leaves.
    other?.end(leftByFault ? GOING_AWAY : code, leftByFault ? '' : reason);
  });
  startHeartbeat(client, clientValve);
  if (upstream) attach(upstream);
  client.resume();

  const drain = (): void => {
    draining = true;
    if (!over && call.hasTurns && !turnUnderWay && !busy) goAway();
  };
  return {
    closed: closed(client).then(() => (other ? closed(other.socket) : undefined)),
    drain,
    cut() {
      if (!over) goAway();
      dialling?.cancel();
      client.terminate();
      other?.socket.terminate();
    },
  };
}

function closed(socket: WebSocket): Promise<void> {
  return socket.readyState === socket.CLOSED
    ? Promise.resolve()
    : new Promise((resolve) => void socket.once('close', () => resolve()));
}

/** The provider's end broke the protocol. */
const BROKEN = 1011;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
