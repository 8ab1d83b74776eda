/** Where a WebSocket goes, decided by the same steps as a request over HTTP. */
import type { Admitted } from '../admit.ts';
import { makeCredential, type MadeCredential } from '../credentials/make.ts';
import { GatewayError, isRefusal, refuse, type Refusal } from '../errors.ts';
import { requestHeaders } from '../relay/headers.ts';
import { messageWithPrefix } from '../relay/model-prefix.ts';
import type { Trace } from '../routing/question.ts';
import type { Call } from '../routing/endpoint.ts';
import { route, type Route } from '../routing/route.ts';
import type { Running } from '../running.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { namedModel, withModel } from './named-model.ts';
import type { SocketTarget } from './socket-call.ts';

/** A handshake, as it is seen under one snapshot. */
export interface Asked extends Admitted {
  readonly running: Running;
  readonly call: Call;
  /** With its `?`. */
  readonly query: string;
  readonly headers: HeaderList;
  readonly protocols: readonly string[];
}

/** A decision, and what it rests on. */
export interface Decided {
  readonly target: SocketTarget;
  readonly route: Route;
}

/** The target of a model; null for an endpoint that knows none. With a trace, tells each step as well. */
export function decide(asked: Asked, model: string | null, trace?: Trace): Decided | Refusal {
  const { running, call, query } = asked;
  const { snapshot, reserved } = running;
  const question = { ...asked, snapshot, reserved, model };
  const first = route(question, trace);
  if (isRefusal(first)) return first;
  // Over HTTP the prefix is cut out of the body; here it may stand in the query.
  const inQuery = first.prefix !== '' && first.model !== null && call.endpoint.model === 'query';
  const decision = inQuery ? route({ ...question, query: withModel(query, first.model) }) : first;
  if (isRefusal(decision)) return decision;
  const { provider, credential } = decision;
  if (!provider.websockets) return notOffered(provider.id);
  if (credential.source?.kind === 'aws_key') return notOffered(provider.id);
  return { route: decision, target: targetOf(asked, decision) };
}

function targetOf(
  { running, headers, protocols }: Asked,
  { provider, path, credential, addHeaders, prefix }: Route,
): SocketTarget {
  const { snapshot, reserved, tokens } = running;
  const { id, origin } = provider;
  const { deadlines } = snapshot.server;
  const headersWith = (made: MadeCredential): HeaderList =>
    requestHeaders(headers, { credential: made, reserved, added: addHeaders, contentLength: undefined });
  let rejected: (() => void) | undefined;
  return {
    provider: id,
    origin,
    path,
    protocols,
    deadlines,
    async authorize() {
      const made = await makeCredential(credential, provider, tokens, deadlines);
      if (isRefusal(made)) throw new GatewayError(made.code, made.message);
      rejected = made.rejected;
      return headersWith(made);
    },
    rejected: () => rejected?.(),
    isClientsOwn: credential.kind === 'passthrough',
    // A token that has yet to be minted is no other credential each time.
    key: JSON.stringify([credential.source ? id : '', origin, path, headersWith(credential)]),
    prefix,
    asNamed: (message) => messageWithPrefix(message, prefix),
  };
}

/**
 * What the handshake alone decides: by a model that it names, or because all that the caller may use is behind
 * one. Null if the first message has to.
 */
export function decideEarly(asked: Asked): Decided | null | Refusal {
  const { call, query, headers } = asked;
  const named = namedModel(call, query, headers);
  if (isRefusal(named)) return named;
  const { model } = named;
  // Realtime without a model is about a call or a transcription that the provider knows of.
  if (model !== null || call.endpoint.model === 'query') {
    if (model === null && !call.pinned) return NO_MODEL_IN_QUERY;
    return decide(asked, model);
  }
  const targets = new Map<string, Decided>();
  let why: Refusal = refuse('upgrade_required', 'none of your models is served over WebSockets; use HTTP');
  for (const name of grantedModels(asked)) {
    const decided = decide(asked, name);
    if (!isRefusal(decided)) targets.set(decided.target.key, decided);
    else if (targets.size === 0) why = decided;
  }
  const [only] = targets.values();
  if (only === undefined) return why;
  return targets.size === 1 ? only : null;
}

/** The models that the caller may use at providers which take WebSockets. */
function grantedModels({ running, call, access }: Asked): Set<string> {
  const { pinned } = call;
  const names = new Set<string>();
  for (const provider of pinned ? [pinned] : running.snapshot.providers.values()) {
    if (provider.disabled || !provider.websockets) continue;
    for (const model of provider.models) if (access.mayUse(provider.id, model)) names.add(model);
  }
  return names;
}

const NO_MODEL_IN_QUERY = refuse('model_missing', 'the query names no "model"');

function notOffered(provider: string): Refusal {
  return refuse('upgrade_required', `provider "${provider}" is not asked for WebSockets; use HTTP`);
}
