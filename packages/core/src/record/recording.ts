/**
 * Follows one call from its arrival to the last byte of its answer, and makes its record. It looks on: nothing waits for
 * it, and what fails in here fails nobody's call.
 */
import type { CaptureLevel, DatabaseSettings } from '../config/snapshot.ts';
import type { Refusal } from '../errors.ts';
import type { TraceContext } from '../ports/call-listener.ts';
import type { Decoders } from '../ports/decoders.ts';
import type { Identity } from '../ports/identity.ts';
import type { Call } from '../routing/endpoint.ts';
import type { Route } from '../routing/route.ts';
import type { ByteSource } from '../wire/byte-source.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import type { MessageTap } from '../websocket/socket-call.ts';
import type { RawRequest, RawResponse } from '../wire/raw.ts';
import { copyOf, type BodyCopy } from './body-copy.ts';
import type { PassedMessage } from './captured.ts';
import { clientOf } from './client.ts';
import { codingsOf } from './decoding.ts';
import type { EndedCall } from './keeper.ts';
import { createObserver, type Observation, type Observer } from './observe.ts';
import { outcomeOfFailure, type Outcome } from './outcome.ts';
import type { CallRecord, RecordedAnswer } from './record.ts';
import { recordId } from './record-id.ts';
import { sessionOf, sessionReader, type SessionReader } from './session.ts';
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
  const time = Date.now();
  const started = now();
  let identity: Identity | null = null;
  let modelAsked: string | null = call.model;
  let size = (): number => 0;
  let route: Route | null = null;
  let session: string | null = null;
  let sessionInBody: SessionReader | null = null;
  let waitingSince: number | null = null;
  let waited = 0;
  let sent: number | null = null;
  let head: number | null = null;
  let done = false;
  let level = settings.captures;
  let copy: BodyCopy | null = null;
  let codings: readonly string[] = [];
  /** The headers as the provider gets them. */
  let forwarded: HeaderList | null = null;

  const since = (at: number | null): number | null => (at === null ? null : at - started);

  /** Makes the record, once. */
  const conclude = (
    end: Pick<CallRecord, 'status' | 'outcome' | 'refusal' | 'error'>,
    response: { readonly bytes: number; readonly streamed: boolean; readonly passed: PassedMessage | null },
    observation: Observation | null,
  ): void => {
    if (done) return;
    done = true;
    const ended = now();
    const record: CallRecord = {
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
      path,
      format: call.format.name,
      modelAsked,
      model: route?.model ?? null,
      provider: route?.provider.id ?? null,
      route: route && {
        grant: route.grantedBy,
        credential: route.credential.kind,
        url: route.provider.origin + (route.path.split('?', 1)[0] as string),
      },
      ...end,
      streamed: response.streamed,
      answer: observation && answerOf(observation),
      usage: observation && Object.keys(observation.usage).length > 0 ? observation.usage : null,
      cost: null,
      session:
        session ??
        sessionInBody?.session() ??
        sessionOf({ headers: request.headers, format: '', body: null, login: '' }) ??
        crypto.randomUUID(),
      sizes: { request: size(), response: response.bytes },
      timings: {
        sent: since(sent),
        head: since(head),
        first: since(observation?.firstByteAt ?? null),
        total: ended - started,
        own: (sent ?? waitingSince ?? ended) - started - waited,
      },
    };
    const passed = level === 'off' ? null : { request: requestAsPassed(), response: response.passed };
    keep({
      record,
      passed,
      provider: route?.provider ?? null,
      serviceTier: observation?.serviceTier ?? null,
      trace: traceOf(request.headers),
      hops: forwarded ? [forwarded, request.headers] : [request.headers],
      filterable: settings.filterable,
    });
  };

  const requestAsPassed = (): PassedMessage => {
    const { headers } = request;
    if (!copy) return { headers, body: null, cut: null };
    // Sound and pictures are no text.
    if (!isText(headers)) return { headers, body: null, cut: 'unreadable' };
    const message: PassedMessage = { headers, body: copy.bytes(), cut: copy.cut() ? 'too_large' : null };
    return codings.length === 0
      ? message
      : { ...message, encoded: { codings, maxBytes: settings.captureBytes } };
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
        const value = capture?.body === undefined ? null : { value: capture.body };
        const passed = { headers, body: value, cut: capture?.cut ?? null };
        conclude({ status, outcome, refusal: null, error }, { bytes, streamed, passed }, observation);
      },
    });

  return {
    identified(known) {
      identity = known;
    },
    awaitingBody() {
      waitingSince = now();
    },
    bodyTaken(model, sizeOf) {
      if (waitingSince !== null) waited += now() - waitingSince;
      waitingSince = null;
      modelAsked = model;
      size = sizeOf;
    },
    routed(decision, body, wanted) {
      route = decision;
      level = wanted;
      const { headers } = request;
      session = known ?? sessionOf({ headers, format: call.format.name, body, login: identity?.login ?? '' });
    },
    sending(body, headers) {
      sent = now();
      forwarded = headers;
      codings = codingsOf(headerValue(headers, 'content-encoding'));
      if (level === 'full') {
        copy = copyOf(body, settings.captureBytes);
        body = copy.body;
      }
      if (session !== null || codings.length > 0 || body === null || body instanceof Uint8Array) return body;
      // A large body streams, and the session may stand at its end.
      sessionInBody = sessionReader(call.format.name);
      return sessionInBody ? watched(body, sessionInBody) : body;
    },
    answered(response) {
      head = now();
      const { status, headers, body } = response;
      const streamed = isStream(headerValue(headers, 'content-type'));
      if (body === null || body instanceof Uint8Array) {
        const outcome: Outcome = status >= 400 ? 'upstream_error' : 'completed';
        conclude(
          { status, outcome, refusal: null, error: null },
          { bytes: body?.length ?? 0, streamed, passed: { headers, body: null, cut: null } },
          null,
        );
        return response;
      }
      return { ...response, body: watched(body, observe(status, headers, streamed)) };
    },
    conversing() {
      const observer = observe(200, NO_HEADERS, true);
      return {
        message(text) {
          head ??= now();
          observer.message(text);
        },
        ended: () => observer.end(),
        broken: (error) => observer.fail(error),
        left: () => observer.left(),
      };
    },
    refused(refusal, response, error) {
      const { status, code, message } = refusal;
      const outcome = error && sent !== null ? outcomeOfFailure(error) : 'refused';
      const body = response.body instanceof Uint8Array ? response.body : null;
      const passed = { headers: response.headers, body, cut: null };
      conclude(
        { status, outcome, refusal: code, error: message },
        { bytes: body?.length ?? 0, streamed: false, passed },
        null,
      );
    },
    abandoned() {
      // 499 is nginx's word for it; nobody was sent anything.
      const outcome: Outcome = 'client_closed';
      const nothing = { bytes: 0, streamed: false, passed: null };
      conclude({ status: 499, outcome, refusal: null, error: null }, nothing, null);
    },
  };
}

function answerOf({
  model,
  responseId,
  stopReason,
  toolCalls,
  messages,
  reading,
}: Observation): RecordedAnswer {
  return {
    model,
    id: responseId,
    stopReason,
    toolCalls,
    messages,
    unreadable: reading.state === 'read' ? null : reading.why,
  };
}

function traceOf(headers: HeaderList): TraceContext {
  const traceparent = headerValue(headers, 'traceparent');
  if (traceparent === undefined) return NO_TRACE;
  const tracestate = headerValue(headers, 'tracestate');
  return { traceparent, ...(tracestate !== undefined && { tracestate }) };
}

const NO_TRACE: TraceContext = {};
const NO_HEADERS: HeaderList = [];

/** JSON, or nothing declared. */
function isText(headers: HeaderList): boolean {
  return /^(?:application\/(?:[\w.-]+\+)?json\b|text\/|$)/i.test(headerValue(headers, 'content-type') ?? '');
}

function isStream(type: string | undefined): boolean {
  return /^(?:text\/event-stream|application\/vnd\.amazon\.eventstream)/i.test(type ?? '');
}
