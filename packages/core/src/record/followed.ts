/** What is known of a call while it is followed, and the record that it makes in the end. */
import type { Identity } from '../ports/identity.ts';
import type { Call } from '../routing/endpoint.ts';
import type { Route } from '../routing/route.ts';
import { toldUrl } from '../routing/told-url.ts';
import { headerValue } from '../wire/header-list.ts';
import type { RawRequest } from '../wire/raw.ts';
import { clientOf } from './client.ts';
import type { Observation } from './observe.ts';
import type { CallRecord, RecordedAnswer } from './record.ts';
import { recordId } from './record-id.ts';
import { sessionOf, type SessionReader } from './session.ts';

/** A call under way. Its times are milliseconds of the recording's clock, and null for what has not happened. */
export interface Followed {
  readonly request: Pick<RawRequest, 'method' | 'headers'>;
  readonly call: Call;
  /** Below the mount path, without the query. */
  readonly path: string;
  /** When it arrived, in milliseconds since the epoch. */
  readonly time: number;
  readonly started: number;
  identity: Identity | null;
  modelAsked: string | null;
  /** How many bytes of the body have come. */
  size(): number;
  route: Route | null;
  session: string | null;
  /** Looks for it in a body that streams. */
  sessionInBody: SessionReader | null;
  /** Since then the client's body is waited for. */
  waitingSince: number | null;
  /** How long it was waited for before. */
  waited: number;
  sent: number | null;
  head: number | null;
}

/** How a call ended. */
export interface CallEnd extends Pick<CallRecord, 'status' | 'outcome' | 'refusal' | 'error' | 'streamed'> {
  /** Of the response body. */
  readonly bytes: number;
  /** Null if there was no answer to look at. */
  readonly observation: Observation | null;
}

/** Makes the record of a call that is over. */
export function recordOf(followed: Followed, ended: number, end: CallEnd): CallRecord {
  const { request, call, identity, route, time } = followed;
  const { status, outcome, refusal, error, streamed, bytes, observation } = end;
  return {
    id: recordId(time),
    time,
    identity: identity && {
      login: identity.login,
      node: identity.node ?? null,
      tags: identity.tags,
      source: identity.source,
    },
    client: clientOf(headerValue(request.headers, 'user-agent')),
    method: request.method,
    path: followed.path,
    format: call.format.name,
    modelAsked: followed.modelAsked,
    model: route?.model ?? null,
    provider: route?.provider.id ?? null,
    route: route && {
      grant: route.grantedBy,
      credential: route.credential.kind,
      url: toldUrl(route.provider, route.path),
    },
    status,
    outcome,
    refusal,
    error,
    streamed,
    answer: observation && answerOf(observation),
    usage: observation && Object.keys(observation.usage).length > 0 ? observation.usage : null,
    cost: null,
    session: sessionIn(followed),
    sizes: { request: followed.size(), response: bytes },
    timings: timingsOf(followed, ended, observation?.firstByteAt ?? null),
  };
}

function sessionIn({ request: { headers }, session, sessionInBody }: Followed): string {
  return (
    session ??
    sessionInBody?.session() ??
    sessionOf({ headers, format: '', body: null, login: '' }) ??
    crypto.randomUUID()
  );
}

function timingsOf(
  { started, sent, head, waitingSince, waited }: Followed,
  ended: number,
  first: number | null,
): CallRecord['timings'] {
  const since = (at: number | null): number | null => (at === null ? null : at - started);
  return {
    sent: since(sent),
    head: since(head),
    first: since(first),
    total: ended - started,
    own: (sent ?? waitingSince ?? ended) - started - waited,
  };
}

function answerOf(observation: Observation): RecordedAnswer {
  const { model, responseId, stopReason, toolCalls, messages, reading } = observation;
  const unreadable = reading.state === 'read' ? null : reading.why;
  return { model, id: responseId, stopReason, toolCalls, messages, unreadable };
}
