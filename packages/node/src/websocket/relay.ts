/** Two sockets, and the messages between them. */
import type { RefusedMessage, SocketCall, SocketTarget, Verdict } from '@aperturejs/core';
import type { WebSocket } from 'ws';
import { GOING_AWAY, isTooLong, mirror, TOO_LONG } from './ending.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createInbox } from './inbox.ts';
import { startProviderEnd, type Create, type ProviderEnd } from './provider-end.ts';
import { createValve } from './valve.ts';

/** A socket that a provider accepted, paused. */
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
 * @param upstream the provider's socket, if the handshake decided on it
 * @param dial asked for the first message that wants a response, if the handshake did not
 */
export function startRelay(
  client: WebSocket,
  call: SocketCall,
  upstream: Upstream | null,
  dial: Dial,
): Relay {
  const valve = createValve(client);
  let provider: ProviderEnd | null = null;
  let dialling: { cancel(): void } | null = null;
  let over = false;
  let draining = false;
  let isBroken = false;

  /** The gateway ends both sides, the client's with this code. */
  const end = (code: number, reason: string): void => {
    if (over) return;
    over = true;
    mirror(client, valve, code, reason);
    provider?.stop(new Error(reason));
  };
  const endIfIdle = (): void => {
    const isIdle = call.hasTurns && !provider?.isAnswering && !inbox.isBusy;
    if (draining && isIdle) end(GOING_AWAY, STOPPING);
  };
  const refuse = ({ event, close }: RefusedMessage): void => {
    client.send(event);
    if (close !== null) end(close, '');
  };

  const attach = (accepted: Upstream): ProviderEnd =>
    startProviderEnd(
      accepted,
      { socket: client, valve },
      {
        answered: endIfIdle,
        expired: (error) => refuse(call.refuseCreate(accepted.target, error)),
        closed(code, reason) {
          if (over) return;
          over = true;
          if (code === TOO_LONG) call.tooLong();
          mirror(client, valve, code, reason);
        },
      },
      call.converse(),
    );

  /** Connects for a message that is the first to ask for an answer. */
  const connect = async (create: Create, isBinary: boolean): Promise<void> => {
    const { target, tap } = create;
    const exchange = (dialling = dial(target));
    const answer = await exchange.answer;
    dialling = null;
    if ('kind' in answer) {
      tap?.broken(new Error('the provider refused the socket'));
      if (!over) refuse(answer);
    } else if (over) {
      tap?.left();
      answer.terminate();
    } else {
      provider = attach({ socket: answer, target });
      provider.ask(create, isBinary);
    }
  };

  const settle = (verdict: Verdict, message: Buffer, isBinary: boolean): void | Promise<void> => {
    if (over) return verdict.kind === 'create' ? verdict.tap?.left() : undefined;
    if (verdict.kind === 'refuse') return refuse(verdict);
    if (verdict.kind === 'pass')
      return provider ? provider.send(message, isBinary) : refuse(call.refuseTooSoon());
    const isElsewhere = provider !== null && provider.target.key !== verdict.target.key;
    if (isElsewhere && provider?.isUnused) {
      // The handshake named another model than the client goes on to use.
      provider.stop(new Error('another provider is asked'));
      provider = null;
    }
    if (!provider) return connect(verdict, isBinary);
    // No turn: the client asks for it again, on a new connection.
    if (isElsewhere) return refuse(call.refuseMove(verdict.target));
    return provider.ask(verdict, isBinary);
  };
  const take = (message: Buffer, isBinary: boolean): void | Promise<void> => {
    if (over) return undefined;
    const verdict = call.judge(message);
    if (!('then' in verdict)) return settle(verdict, message, isBinary);
    return verdict.then((judged) => settle(judged, message, isBinary));
  };
  const inbox = createInbox(valve, take, endIfIdle);

  client.on('message', inbox.push);
  client.on('error', (error) => {
    isBroken = true;
    if (isTooLong(error)) call.tooLong();
  });
  client.on('close', (code, reason) => {
    if (over) return;
    over = true;
    dialling?.cancel();
    // A client that broke the protocol was told so; to the provider it only leaves.
    provider?.clientLeft(isBroken ? GOING_AWAY : code, isBroken ? '' : reason);
  });
  startHeartbeat(client, valve);
  if (upstream) provider = attach(upstream);
  client.resume();

  return {
    closed: closed(client).then(() => (provider ? closed(provider.socket) : undefined)),
    drain() {
      draining = true;
      endIfIdle();
    },
    cut() {
      end(GOING_AWAY, STOPPING);
      dialling?.cancel();
      client.terminate();
      provider?.socket.terminate();
    },
  };
}

function closed(socket: WebSocket): Promise<void> {
  return socket.readyState === socket.CLOSED
    ? Promise.resolve()
    : new Promise((resolve) => void socket.once('close', () => resolve()));
}
