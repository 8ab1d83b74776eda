/**
 * Follows one call from its arrival to the last byte of its answer, and makes its record. It looks on: nothing waits for
 * it, and what fails in here fails nobody's call.
 */
import type { CaptureLevel, DatabaseSettings } from '../config/data-settings.ts';
import type { Refusal } from '../errors.ts';
import type { TraceContext } from '../ports/call-listener.ts';
import type { Decoders } from '../ports/decoders.ts';
import type { Identity } from '../ports/identity.ts';
import type { Call } from '../routing/endpoint.ts';
import type { Route } from '../routing/route.ts';
import type { MessageTap } from '../websocket/socket-call.ts';
import type { ByteSource } from '../wire/byte-source.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import type { RawRequest, RawResponse } from '../wire/raw.ts';
import { copyOf, passedRequest, type BodyCopy } from './body-copy.ts';
import type { PassedMessage } from './captured.ts';
import { codingsOf } from './decoding.ts';
import { recordOf, type CallEnd, type Followed } from './followed.ts';
import type { EndedCall } from './keeper.ts';
import { createObserver, type Observer } from './observe.ts';
import { outcomeOfFailure, type Outcome } from './outcome.ts';
import { sessionOf, sessionReader } from './session.ts';
import { watched } from './tap.ts';

/** What a recording is told on the way, in this order. */
export interface Recording {
  identified(identity: Identity): void;
  /** From now on the client's body is waited for. */
  awaitingBody(): void;
  /** Enough of the body is here. `size` tells, whenever it is asked, how many bytes have come. */
  bodyTaken(model: string | null, size: () => number): void;
  /**
   * @param body the beginning of the body, or all of it
   * @param captures how much of the exchange is to be kept
   */
  routed(route: Route, body: Uint8Array, captures: CaptureLevel): void;
  /**
   * The request goes out to the provider. The body to send is the one that is given back.
   *
   * @param headers as the provider gets them
   */
  sending(body: Uint8Array | ByteSource | null, headers: HeaderList): Uint8Array | ByteSource | null;
  /** The answer as the client gets it; its body must be read in place of the given one. */
  answered(response: RawResponse): RawResponse;
  /** The answer comes in messages of a WebSocket, of which the tap must hear. */
  conversing(): MessageTap;
  /** The gateway answered itself; because of an error, if there was one. */
  refused(refusal: Refusal, response: RawResponse, error?: Error): void;
  /** The client left before there was an answer. */
  abandoned(): void;
}

/** What a recording is told before anything else. */
export interface RecordingStart {
  readonly call: Call;
  /** Below the mount path, without the query. */
  readonly path: string;
  /** How much is to be kept of a call that no grant says otherwise of. */
  readonly settings: DatabaseSettings;
  /** Of a conversation that has one already. */
  readonly session?: string;
}

/** What recordings need. */
export interface RecordingPorts {
  readonly decoders: Decoders | undefined;
  /** Milliseconds with fractions, of a clock that only goes forward. */
  readonly now: () => number;
  /** Takes what was recorded. */
  readonly keep: (call: EndedCall) => void;
}

/** Starts to follow a call. */
export function startRecording(
  ports: RecordingPorts,
  request: Pick<RawRequest, 'method' | 'headers'>,
  { call, path, settings, session: known }: RecordingStart,
): Recording {
  const { now, keep } = ports;
  const followed: Followed = {
    request,
    call,
    path,
    time: Date.now(),
    started: now(),
    identity: null,
    modelAsked: call.model,
    size: () => 0,
    route: null,
    session: null,
    sessionInBody: null,
    waitingSince: null,
    waited: 0,
    sent: null,
    head: null,
  };
  let done = false;
  let level = settings.captures;
  let copy: BodyCopy | null = null;
  /** The headers as the provider gets them. */
  let forwarded: HeaderList | null = null;

  /** Makes the record, once. */
  const conclude = (end: CallEnd, response: PassedMessage | null): void => {
    if (done) return;
    done = true;
    const { headers } = request;
    keep({
      record: recordOf(followed, now(), end),
      passed:
        level === 'off' ? null : { request: passedRequest(headers, copy, forwarded ?? NO_HEADERS), response },
      provider: followed.route?.provider ?? null,
      serviceTier: end.observation?.serviceTier ?? null,
      trace: traceOf(headers),
      hops: forwarded ? [forwarded, headers] : [headers],
      filterable: settings.filterable,
    });
  };

  /** Looks at an answer to its end, and concludes with what was seen. */
  const observe = (status: number, headers: HeaderList, streamed: boolean): Observer =>
    createObserver({
      format: call.format.answers,
      status,
      headers,
      now,
      decoders: ports.decoders,
      ...(level === 'full' && { captureBytes: settings.captureBytes }),
      done: (observation) => {
        const { capture, bytes, outcome, error } = observation;
        const body = capture?.body === undefined ? null : { value: capture.body };
        conclude(
          { status, outcome, refusal: null, error, streamed, bytes, observation },
          { headers, body, cut: capture?.cut ?? null },
        );
      },
    });

  return {
    identified(identity) {
      followed.identity = identity;
    },
    awaitingBody() {
      followed.waitingSince = now();
    },
    bodyTaken(model, size) {
      if (followed.waitingSince !== null) followed.waited += now() - followed.waitingSince;
      followed.waitingSince = null;
      followed.modelAsked = model;
      followed.size = size;
    },
    routed(route, body, captures) {
      followed.route = route;
      level = captures;
      const login = followed.identity?.login ?? '';
      const { headers } = request;
      followed.session = known ?? sessionOf({ headers, format: call.format.name, body, login });
    },
    sending(body, headers) {
      followed.sent = now();
      forwarded = headers;
      if (level === 'full') {
        copy = copyOf(body, settings.captureBytes);
        body = copy.body;
      }
      if (followed.session !== null || body === null || body instanceof Uint8Array) return body;
      if (codingsOf(headerValue(headers, 'content-encoding')).length > 0) return body;
      // A large body streams, and the session may stand at its end.
      const reader = sessionReader(call.format.name);
      followed.sessionInBody = reader;
      return reader ? watched(body, reader) : body;
    },
    answered(response) {
      followed.head = now();
      const { status, headers, body } = response;
      const streamed = isStream(headerValue(headers, 'content-type'));
      if (body === null || body instanceof Uint8Array) {
        const outcome: Outcome = status >= 400 ? 'upstream_error' : 'completed';
        const bytes = body?.length ?? 0;
        conclude(
          { status, outcome, refusal: null, error: null, streamed, bytes, observation: null },
          { headers, body: null, cut: null },
        );
        return response;
      }
      return { ...response, body: watched(body, observe(status, headers, streamed)) };
    },
    conversing() {
      const observer = observe(200, NO_HEADERS, true);
      return {
        message(text) {
          followed.head ??= now();
          observer.message(text);
        },
        ended: () => observer.end(),
        broken: (error) => observer.fail(error),
        left: () => observer.left(),
      };
    },
    refused({ status, code, message }, { headers, body: sent }, error) {
      const outcome = error && followed.sent !== null ? outcomeOfFailure(error) : 'refused';
      const body = sent instanceof Uint8Array ? sent : null;
      const bytes = body?.length ?? 0;
      conclude(
        { status, outcome, refusal: code, error: message, streamed: false, bytes, observation: null },
        { headers, body, cut: null },
      );
    },
    abandoned() {
      conclude(NOBODY_WAS_SENT_ANYTHING, null);
    },
  };
}

/** 499 is nginx's word for it. */
const NOBODY_WAS_SENT_ANYTHING: CallEnd = {
  status: 499,
  outcome: 'client_closed',
  refusal: null,
  error: null,
  streamed: false,
  bytes: 0,
  observation: null,
};

function traceOf(headers: HeaderList): TraceContext {
  const traceparent = headerValue(headers, 'traceparent');
  if (traceparent === undefined) return NO_TRACE;
  const tracestate = headerValue(headers, 'tracestate');
  return { traceparent, ...(tracestate !== undefined && { tracestate }) };
}

const NO_TRACE: TraceContext = {};
const NO_HEADERS: HeaderList = [];

function isStream(type: string | undefined): boolean {
  return /^(?:text\/event-stream|application\/vnd\.amazon\.eventstream)/i.test(type ?? '');
}
