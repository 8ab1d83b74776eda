/** The answer that a provider is giving: who looks on, and how long it may take. */
import type { Deadlines, MessageTap, SocketTarget } from '@aperturejs/core';
import { startDeadline, type Deadline } from '../transport/deadlines.ts';
import { endsTurn } from './turn-end.ts';
import type { Valve } from './valve.ts';

/** What becomes of the answers of one socket. */
export interface Turn {
  readonly isUnderWay: boolean;
  /** An answer was asked for; one that is under way is not waited for any more. */
  begin(tap: MessageTap | null): void;
  /** A message came. True if it was the last one of the answer. */
  heard(message: Buffer, isBinary: boolean): boolean;
  /** The provider is gone. */
  broken(error: Error): void;
  /** The client is gone. */
  left(): void;
}

/**
 * Follows the answers of a socket.
 *
 * @param source whether the provider is read from: a client that reads slowly is no fault of the provider
 * @param expire hears that one takes longer than `server.deadlines` allow
 */
export function followTurns(target: SocketTarget, source: Valve, expire: (error: Error) => void): Turn {
  let isUnderWay = false;
  let tap: MessageTap | null = null;
  let stage: Deadline | null = null;
  let total: Deadline | null = null;

  const start = (name: keyof Deadlines): Deadline | null =>
    startDeadline(name, target, (error) => {
      if (name === 'idle' && source.held) {
        stage = start('idle');
        return;
      }
      close()?.broken(error);
      expire(error);
    });
  const stop = (): void => {
    if (stage) clearTimeout(stage);
    if (total) clearTimeout(total);
    stage = total = null;
  };
  /** Ends it, and gives the tap to tell. */
  const close = (): MessageTap | null => {
    const told = tap;
    stop();
    isUnderWay = false;
    tap = null;
    return told;
  };

  return {
    get isUnderWay() {
      return isUnderWay;
    },
    begin(next) {
      close()?.left();
      isUnderWay = true;
      tap = next;
      total = start('total');
      stage = start('firstByte');
    },
    heard(message, isBinary) {
      if (!isUnderWay) return false;
      if (stage) clearTimeout(stage);
      stage = start('idle');
      if (isBinary) return false;
      tap?.message(message);
      if (!endsTurn(message)) return false;
      close()?.ended();
      return true;
    },
    broken: (error) => close()?.broken(error),
    left: () => close()?.left(),
  };
}
