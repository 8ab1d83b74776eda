/** The way of a request, from its arrival to the provider's answer. Each step is a folder of its own. */
import { accessOf } from './access/grants.ts';
import { forwardedFor } from './access/forwarded.ts';
import { identify } from './access/identify.ts';
import { isRefusal, NO_ROLE, refusalOf, refuse, type Refusal } from './errors.ts';
import { answerModels } from './models/answer.ts';
import { shapeFor } from './models/request.ts';
import type { Caller, Identity, Logger, RequestContext } from './ports.ts';
import { startRecording } from './record/recording.ts';
import { refusalAnswer } from './relay/answer.ts';
import { forwardCall, forwardCodexModels } from './relay/forward.ts';
import type { Running } from './running.ts';
import { below, pathOf } from './routing/path.ts';
import { dialectFor, nothingAt, resourceAt } from './routing/resource.ts';
import { headerValue } from './wire/header-list.ts';
import type { RawRequest, RawResponse } from './wire/raw.ts';

/** Answers a request. Never rejects. */
export async function handle(
  running: Running,
  request: RawRequest,
  context: RequestContext,
): Promise<RawResponse> {
  const { path: whole, query } = pathOf(request.url);
  const { server, providers } = running.snapshot;
  const path = below(whole, (context.basePath ?? '') + server.basePath);
  const resource = path === null ? nothingAt(whole) : resourceAt(request.method, path, providers);
  const recording =
    running.recordings && !isRefusal(resource) && resource.kind === 'call'
      ? startRecording(running.recordings, request, {
          call: resource.call,
          path: path ?? whole,
          settings: running.snapshot.database,
        })
      : null;
  const dialect = dialectFor(resource, path ?? whole, request.headers, providers);
  let gone = false;
  request.onAbort(() => {
    gone = true;
  });
  try {
    const answer = await respond();
    if (isRefusal(answer)) {
      const response = refusalAnswer(answer, dialect);
      recording?.refused(answer, response);
      return request.method === 'HEAD' ? withoutBody(response) : response;
    }
    if (recording) return recording.answered(answer);
    return request.method === 'HEAD' ? withoutBody(answer) : answer;
  } catch (error) {
    const refusal = refusalOf(error);
    const response = refusalAnswer(refusal, dialect);
    if (gone) {
      recording?.abandoned();
    } else {
      report(running.logger, refusal, error);
      recording?.refused(refusal, response, error as Error);
    }
    return response;
  }

  async function respond(): Promise<RawResponse | Refusal> {
    if (wantsUpgrade(request)) return NO_UPGRADE;
    const known = context.identity ?? identified(running, request, context);
    // Most sources know at once: no turn of the event loop is spent on them.
    const identity = 'then' in known ? await known : known;
    if (isRefusal(identity)) return identity;
    recording?.identified(identity);
    const access = accessOf(running.snapshot.grants, identity);
    if (access.role === null) return NO_ROLE;
    if (isRefusal(resource)) return resource;
    switch (resource.kind) {
      case 'models':
        return answerModels(running, {
          shape: shapeFor(resource.asked, request.headers),
          name: resource.asked.name,
          pinned: resource.pinned,
          query,
          identity,
          access,
        });
      case 'probe':
        return { status: 200, statusText: '', headers: ['content-length', '0'], body: null };
      case 'codex_models':
        return forwardCodexModels(running, request, { access, pinned: resource.pinned, query });
      case 'call':
        return forwardCall(running, request, { identity, access, call: resource.call, query, recording });
    }
  }
}

/** HEAD promises the length of a body and has none (RFC 9110 section 9.3.2). */
function withoutBody(response: RawResponse): RawResponse {
  if (!(response.body instanceof Uint8Array)) response.body?.cancel();
  return { ...response, body: null };
}

/** Clients that try a WebSocket first fall back to HTTP at once on this answer and on no other (spec/clients.md 4). */
const NO_UPGRADE = refuse('upgrade_required', 'WebSockets are not offered here; use HTTP', {
  connection: 'upgrade',
  upgrade: 'HTTP/1.1',
});

function wantsUpgrade({ headers }: RawRequest): boolean {
  return headerValue(headers, 'upgrade')?.toLowerCase().includes('websocket') ?? false;
}

/** Who calls; never nobody. */
function identified(
  { sources, isTrustedProxy, logger }: Running,
  request: RawRequest,
  context: RequestContext,
): Identity | Refusal | Promise<Identity | Refusal> {
  const caller: Caller = {
    headers: request.headers,
    host: headerValue(request.headers, 'host') ?? new URL(request.url).host,
    remoteAddress: context.remoteAddress,
    remotePort: context.remotePort,
    forwardedFor: forwardedFor(request.headers, context.remoteAddress, isTrustedProxy),
  };
  return identify(sources, caller, logger);
}

/**
 * Tells the log what the client hears, and of a fault of the gateway where it happened. Not the fault's own message: a
 * runtime quotes the header value it could not take, which may be a credential (field.md D10).
 */
function report(logger: Logger, { code, message }: Refusal, error: unknown): void {
  if (code !== 'internal') return logger.log('warn', message, { code });
  const frames =
    error instanceof Error ? error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) : undefined;
  return logger.log('error', 'a request failed inside the gateway', {
    error: error instanceof Error ? error.name : typeof error,
    at: frames?.slice(0, 5).map((line) => line.trim()),
  });
}
