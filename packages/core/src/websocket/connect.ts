/** The way of a WebSocket, up to the provider: the steps of a request over HTTP, taken at the handshake. */
import { isRefusal, refusalOf, refuse, type Refusal } from '../errors.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { refusalAnswer } from '../relay/answer.ts';
import { reportFailure } from '../relay/report-failure.ts';
import { dialectOf } from '../routing/endpoint.ts';
import { pathOf } from '../routing/path.ts';
import { dialectOfCall } from '../routing/resource.ts';
import type { RawRequest, RawResponse } from '../wire/raw.ts';
import { approach, callUnder, sessionOf, type Handshake, type SocketGate } from './approach.ts';
import { openCall } from './open-call.ts';
import { unfolded } from './protocols.ts';
import { NO_UPGRADE, ofHandshake } from './refusals.ts';
import type { SocketCall } from './socket-call.ts';
import { decideEarly } from './target.ts';

const STARTING: Refusal = { ...NO_UPGRADE, message: 'aperture is restarting, retry this request over HTTP' };
const ON_HTTP: Refusal = refuse('upgrade_required', 'this conversation did not fit a WebSocket; use HTTP');

/** Decides about a WebSocket that a client asks for: an answer instead of one, or what it takes to relay it. Never rejects. */
export async function connect(
  gate: SocketGate,
  request: RawRequest,
  context: RequestContext,
): Promise<SocketCall | RawResponse> {
  const handshake: Handshake = { url: request.url, ...unfolded(request.headers), context };
  const running = gate.inForce();
  const { path } = pathOf(request.url);
  if (!running) return refusalAnswer(STARTING, dialectOf(path, new Map()));
  const call = callUnder(running, handshake);
  if (!call) return refusalAnswer(NO_UPGRADE, dialectOf(path, running.snapshot.providers));
  const refused = (refusal: Refusal): RawResponse =>
    refusalAnswer(ofHandshake(refusal, call), dialectOfCall(call, handshake.headers));
  try {
    const asked = await approach(running, handshake, call);
    if (isRefusal(asked)) return refused(asked);
    const session = sessionOf(asked);
    if (gate.httpSessions.has(session)) return refused(ON_HTTP);
    const decided = decideEarly(asked);
    if (isRefusal(decided)) return refused(decided);
    return openCall(gate, { handshake, asked, session, decided });
  } catch (error) {
    const refusal = refusalOf(error);
    reportFailure(running.logger, refusal, error);
    return refused(refusal);
  }
}
