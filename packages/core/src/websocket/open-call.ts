/** A WebSocket that a client may have: what a face asks the gateway from here on. */
import { refusalOf, refuse, type Refusal } from '../errors.ts';
import { refusalAnswer } from '../relay/answer.ts';
import { responseHeaders } from '../relay/headers.ts';
import { reportFailure } from '../relay/report-failure.ts';
import { dialectOfCall } from '../routing/resource.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { lazyResponse, type RawResponse } from '../wire/raw.ts';
import type { SocketGate } from './approach.ts';
import { followConversation } from './conversation.ts';
import { judge, type Opening } from './judge.ts';
import { ofHandshake, ofMessage, ofMove, ofProvider, POLICY_VIOLATION, TRY_AGAIN_LATER } from './refusals.ts';
import type { SocketCall, SocketTarget, UpgradeRefusal, Verdict } from './socket-call.ts';
import type { Decided } from './target.ts';

/** OpenAI ends a socket at a longer message (field.md A4), with 1009: sooner is better than after the upload. */
const MAX_MESSAGE = 16 * 1024 * 1024;

const PASS: Verdict = { kind: 'pass' };
const TOO_SOON: Refusal = refuse('invalid_request', 'the first message must be a response.create');

/** Makes the call of an opening. */
export function openCall(
  gate: SocketGate,
  opening: Opening & { readonly decided: Decided | null },
): SocketCall {
  const { asked, decided, handshake, session } = opening;
  const target = decided?.target ?? null;
  const { call, running } = asked;
  const { transport, logger, snapshot } = running;
  const hasTurns = call.endpoint.model !== 'query';
  const maxMessageBytes = Math.min(MAX_MESSAGE, snapshot.server.maxBodyBytes);

  const failed = (error: unknown): Verdict => {
    const refusal = refusalOf(error);
    reportFailure(logger, refusal, error);
    return ofMessage(refusal, asked, null);
  };
  const told = (to: SocketTarget, failure: UpgradeRefusal | Error): Refusal => {
    if ('status' in failure && failure.status === 401) to.rejected();
    const refusal = ofProvider(to, failure);
    reportFailure(logger, refusal, failure);
    return refusal;
  };

  return {
    transport,
    target,
    maxMessageBytes,
    hasTurns,
    converse: () => (hasTurns || !decided ? null : followConversation(handshake, asked, decided)),
    judge: (message) => (hasTurns ? judge(gate, opening, message, maxMessageBytes).catch(failed) : PASS),
    acceptedHeaders: (to, headers) => without(/^sec-websocket-/i, responseHeaders(headers, to.prefix)),
    refuseUpgrade(to, failure) {
      const refusal = told(to, failure);
      // Realtime has no other way. And only the client can mend its own credential: Codex renews its token on a 401.
      const isRelayed = !hasTurns || (to.isClientsOwn && 'status' in failure && failure.status === 401);
      return lazyResponse(
        isRelayed && !(failure instanceof Error)
          ? relayed(failure)
          : refusalAnswer(ofHandshake(refusal, call), dialectOfCall(call, asked.headers)),
      );
    },
    refuseCreate(to, failure) {
      gate.httpSessions.add(session);
      const refusal = told(to, failure);
      const isFinal = refusal.code === 'upgrade_required';
      return ofMessage(refusal, asked, isFinal ? POLICY_VIOLATION : TRY_AGAIN_LATER);
    },
    refuseMove: ofMove,
    refuseTooSoon: () => ofMessage(TOO_SOON, asked, null),
    tooLong: () => gate.httpSessions.add(session),
  };
}

/** A provider's own answer. Its length is told anew: of a long one only the beginning was read. */
function relayed({ status, statusText, headers, body }: UpgradeRefusal): RawResponse {
  const kept = without(/^content-length$/i, responseHeaders(headers, ''));
  return { status, statusText, headers: [...kept, 'content-length', String(body.byteLength)], body };
}

function without(names: RegExp, headers: HeaderList): HeaderList {
  return headers.filter((_, i) => !names.test(headers[i - (i % 2)] as string));
}
