/**
 * Judges a client's message. One that asks for a response is a request like any other: who asks, what they may use, where
 * it goes and with which credential is decided anew, by the config that is in force at this moment.
 */
import { isRefusal, NO_MODEL, refuse, type Refusal } from '../errors.ts';
import { approach, callUnder, type Handshake, type SocketGate } from './approach.ts';
import { readMessage } from './message.ts';
import { ofMessage, POLICY_VIOLATION } from './refusals.ts';
import type { Verdict } from './socket-call.ts';
import { decide, type Asked } from './target.ts';
import { startTurn } from './turn.ts';

const GONE: Refusal = refuse('unknown_endpoint', 'the gateway serves nothing at this path any more');

/** A socket that was opened, and what is kept of its opening. */
export interface Opening {
  readonly handshake: Handshake;
  /** Under the config of that moment. */
  readonly asked: Asked;
  /** The name of the conversation, where it has one. */
  readonly session: string | null;
}

/** Judges a message of at most so many bytes. */
export async function judge(
  gate: SocketGate,
  { handshake, asked, session }: Opening,
  message: Uint8Array,
  maxBytes: number,
): Promise<Verdict> {
  const { call } = asked;
  const running = gate.inForce() ?? asked.running;
  const read = readMessage(message, maxBytes);
  if (!isRefusal(read) && !read.isCreate) return { kind: 'pass' };
  const model = isRefusal(read) ? null : (read.model ?? null);
  const turn = startTurn(running, handshake, call, { model, size: message.length });
  const no = (refusal: Refusal, close: number | null, by: Asked | null): Verdict => {
    const refused = ofMessage(refusal, asked, close);
    turn.refused(refusal, refused.event, by?.identity ?? null);
    return refused;
  };
  if (isRefusal(read)) return no(read, null, asked);

  const place = callUnder(running, handshake);
  const now = place ? await approach(running, handshake, place) : GONE;
  // The client has to come back with another credential, or not at all.
  if (isRefusal(now)) return no(now, POLICY_VIOLATION, null);
  if (!read.model) return no(NO_MODEL, null, now);
  const decided = decide(now, read.model);
  if (isRefusal(decided)) {
    if (decided.code !== 'upgrade_required') return no(decided, null, now);
    gate.httpSessions.add(session);
    return no(decided, POLICY_VIOLATION, now);
  }
  const bytes = read.forward(decided.route);
  if (isRefusal(bytes)) return no(bytes, null, now);
  return { kind: 'create', target: decided.target, message: bytes, tap: turn.sent(now, decided, bytes) };
}
