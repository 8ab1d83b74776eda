/** The way of a request, from its arrival to the provider's answer. Each step is a folder of its own. */
import { answerRoute } from './admin/answer.ts';
import { admit } from './admit.ts';
import { isRefusal, refusalOf, type Refusal } from './errors.ts';
import { answerModels } from './models/answer.ts';
import { shapeFor } from './models/request.ts';
import { answerPages } from './pages/answer.ts';
import type { RequestContext } from './ports/request-context.ts';
import { answerMetrics } from './record/metrics-answer.ts';
import { startRecording } from './record/recording.ts';
import { refusalAnswer } from './relay/answer.ts';
import { withSpokenEnd } from './relay/spoken-end.ts';
import { reportFailure } from './relay/report-failure.ts';
import { forwardCall, forwardCodexModels } from './relay/forward.ts';
import type { Running } from './running.ts';
import type { Call } from './routing/endpoint.ts';
import { below, pathOf } from './routing/path.ts';
import { dialectFor, isCall, nothingAt, resourceAt } from './routing/resource.ts';
import { hasHeader, headerValue } from './wire/header-list.ts';
import { NO_UPGRADE } from './websocket/refusals.ts';
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
  const { recordings } = running;
  const recording =
    recordings && !isRefusal(resource) && resource.kind === 'call' && isRecorded(resource.call)
      ? startRecording(recordings, request, {
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
    if (!isRefusal(resource) && resource.kind === 'call') {
      const observed = recording ? recording.answered(answer) : answer;
      return withSpokenEnd(observed, resource.call.format, request.headers);
    }
    return request.method === 'HEAD' ? withoutBody(answer) : answer;
  } catch (error) {
    const refusal = refusalOf(error);
    const response = refusalAnswer(refusal, dialect);
    if (gone) {
      recording?.abandoned();
    } else {
      reportFailure(running.logger, refusal, error);
      recording?.refused(refusal, response, error as Error);
    }
    return request.method === 'HEAD' ? withoutBody(response) : response;
  }

  async function respond(): Promise<RawResponse | Refusal> {
    if (wantsUpgrade(request)) return NO_UPGRADE;
    // Tells people without a role in their browser, so it asks for itself.
    if (!isRefusal(resource) && resource.kind === 'pages')
      return answerPages(running, request, context, resource.path);
    const { method, url, headers } = request;
    const asking = { url, headers, isCall: isCall(method, resource) };
    const asked = admit(running, asking, context, recording?.identified);
    // Most sources know at once: no turn of the event loop is spent on them.
    const admitted = 'then' in asked ? await asked : asked;
    if (isRefusal(admitted)) return admitted;
    if (isRefusal(resource)) return resource;
    const { identity, access } = admitted;
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
      case 'own': {
        const { headers } = request;
        return answerRoute(resource.found, { running, by: admitted, query, headers, request, context });
      }
      case 'metrics':
        return answerMetrics(running, admitted);
      case 'codex_models':
        return forwardCodexModels(running, request, { access, pinned: resource.pinned, query });
      case 'call':
        return forwardCall(running, request, { identity, access, call: resource.call, query, recording });
    }
  }
}

/** What a client asks about an account is no call of a model. */
function isRecorded({ endpoint }: Call): boolean {
  return endpoint.model !== 'account';
}

/** HEAD promises the length of a body and has none (RFC 9110 section 9.3.2). */
function withoutBody(response: RawResponse): RawResponse {
  if (!(response.body instanceof Uint8Array)) response.body?.cancel();
  return { ...response, body: null };
}

/** Proxies that know no upgrades take the offer out, nginx by default, and leave the key of the handshake. */
function wantsUpgrade({ headers }: RawRequest): boolean {
  const offered = headerValue(headers, 'upgrade')?.toLowerCase().includes('websocket') ?? false;
  return offered || hasHeader(headers, 'sec-websocket-key');
}
