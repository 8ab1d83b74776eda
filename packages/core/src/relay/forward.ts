/** The part of a request's way that leads to a provider. */
import type { Access } from '../access/grants.ts';
import { scannerFor, type BodyType } from '../body/body-type.ts';
import { codingsOf } from '../body/content-coding.ts';
import { takeInEncoded } from '../body/encoded-intake.ts';
import { takeIn } from '../body/intake.ts';
import { cutPrefix } from '../body/model-splice.ts';
import type { Provider } from '../config/snapshot.ts';
import { signForAws } from '../credentials/aws-signature.ts';
import { makeCredential } from '../credentials/make.ts';
import { isRefusal, NO_MODEL, type Refusal } from '../errors.ts';
import type { Running } from '../running.ts';
import type { Identity } from '../ports/identity.ts';
import type { Recording } from '../record/recording.ts';
import { codexModelsProvider } from '../routing/codex-models.ts';
import { namesModel, type Call } from '../routing/endpoint.ts';
import { route } from '../routing/route.ts';
import { bytesFrom } from '../wire/byte-source.ts';
import { headerValue } from '../wire/header-list.ts';
import type { RawRequest, RawResponse } from '../wire/raw.ts';
import { requestHeaders } from './headers.ts';
import { relay } from './relay.ts';

/** A call, and who makes it. */
export interface CallBy {
  readonly identity: Identity;
  readonly access: Access;
  readonly call: Call;
  /** With its `?`. */
  readonly query: string;
  /** Who follows the call, if it is recorded. */
  readonly recording: Recording | null;
}

/** A call of a format's endpoint: read its model, route it, attach the credential, relay it. */
export async function forwardCall(
  { snapshot, reserved, transport, tokens, decoders }: Running,
  request: RawRequest,
  { identity, access, call, query, recording }: CallBy,
): Promise<RawResponse | Refusal> {
  const scanner = modelIsInBody(call) ? scannerFor(request.headers, call.endpoint.bodies ?? JSON_ONLY) : null;
  if (scanner && isRefusal(scanner)) return scanner;
  // A body in which nothing is to be found goes on as it came, however it is encoded.
  const codings = scanner && request.body ? codingsOf(request.headers, decoders.codings) : null;
  if (isRefusal(codings)) return codings;
  recording?.awaitingBody();
  const rules = { scanner, maxBytes: snapshot.server.maxBodyBytes, declared: declaredLength(request) };
  const sent = request.body ?? bytesFrom();
  const intake = await (codings ? takeInEncoded(sent, rules, { codings, decoders }) : takeIn(sent, rules));
  if (isRefusal(intake)) return intake;
  const model = scanner ? intake.field?.value : call.model;
  recording?.bodyTaken(model ?? null, intake.seen);
  const decision =
    model === undefined || model === ''
      ? NO_MODEL
      : route({ snapshot, identity, access, call, model, query, headers: request.headers, reserved });
  if (isRefusal(decision)) {
    intake.discard();
    return decision;
  }
  const { provider, path } = decision;
  recording?.routed(
    decision,
    intake.beginning(),
    access.captures(provider.id, decision.model ?? '') ?? snapshot.database.captures,
  );
  const { deadlines } = snapshot.server;
  const made = makeCredential(decision.credential, provider, tokens, deadlines);
  const credential = made instanceof Promise ? await made : made;
  if (isRefusal(credential)) {
    intake.discard();
    return credential;
  }
  const splice = decision.prefix && intake.field ? cutPrefix(intake.field, decision.prefix) : null;
  // A GET has no body, not an empty one.
  const body = request.body && intake.forward(splice, decision.opensAll);
  if (isRefusal(body)) return body;
  const headers = requestHeaders(request.headers, {
    credential,
    reserved,
    added: decision.addHeaders,
    contentLength: body?.length,
    decoded: codings !== null && splice !== null,
  });
  try {
    const { origin } = provider;
    const unsigned = { method: request.method, origin, path, headers, body, deadlines };
    const { source } = credential;
    const upstream = source?.kind === 'aws_key' ? await signForAws(unsigned, source) : unsigned;
    const sent = recording
      ? { ...upstream, body: recording.sending(upstream.body, upstream.headers) }
      : upstream;
    const answer = await relay(request, sent, transport, decision.prefix);
    if (answer.status === 401) credential.rejected?.();
    return answer;
  } catch (error) {
    // A body that broke a rule on its way ends the exchange; the client is told the rule, not the end.
    throw intake.failure() ?? error;
  }
}

/** The ChatGPT backend's list of models, by the caller's own credential. */
export async function forwardCodexModels(
  { snapshot, reserved, transport }: Running,
  request: RawRequest,
  {
    access,
    pinned,
    query,
  }: { readonly access: Access; readonly pinned: Provider | null; readonly query: string },
): Promise<RawResponse | Refusal> {
  const provider = codexModelsProvider(snapshot, access, request.headers, reserved, pinned);
  if (isRefusal(provider)) return provider;
  const headers = requestHeaders(request.headers, {
    credential: { kind: 'passthrough', keepClient: true, headers: [] },
    reserved,
    added: provider.addHeaders,
    contentLength: undefined,
  });
  return relay(
    request,
    {
      method: request.method,
      origin: provider.origin,
      path: `${provider.basePath}/models${query}`,
      headers,
      body: null,
      deadlines: snapshot.server.deadlines,
    },
    transport,
  );
}

const JSON_ONLY: readonly BodyType[] = ['json'];

function modelIsInBody(call: Call): boolean {
  return call.model === null && namesModel(call);
}

/** The body's length as its client declared it. */
function declaredLength({ headers }: RawRequest): number | undefined {
  const value = headerValue(headers, 'content-length');
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
