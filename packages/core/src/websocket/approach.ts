/** A handshake and the config: who asks, and for which endpoint. The same at the handshake and at each later message. */
import { admit } from '../admit.ts';
import { isRefusal, type Refusal } from '../errors.ts';
import type { RequestContext } from '../ports/request-context.ts';
import { recogniseSocket, type Call } from '../routing/endpoint.ts';
import { below, pathOf } from '../routing/path.ts';
import type { Running } from '../running.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import type { HttpSessions } from './http-sessions.ts';
import type { Asked } from './target.ts';

/** What the gateway keeps for all its WebSockets. */
export interface SocketGate {
  /** The config in force; null before the first. */
  inForce(): Running | null;
  readonly httpSessions: HttpSessions;
}

/** What a client sent to open a socket. */
export interface Handshake {
  readonly url: string;
  readonly headers: HeaderList;
  readonly protocols: readonly string[];
  readonly context: RequestContext;
}

/** The endpoint that the handshake asks for, as this config has it; null if there is none. */
export function callUnder({ snapshot }: Running, { url, context }: Handshake): Call | null {
  const path = below(pathOf(url).path, (context.basePath ?? '') + snapshot.server.basePath);
  return path === null ? null : recogniseSocket(path, snapshot.providers);
}

/** Who asks, by the identity sources and the grants of this config. */
export async function approach(running: Running, handshake: Handshake, call: Call): Promise<Asked | Refusal> {
  const { url, headers, protocols, context } = handshake;
  const admitted = await admit(running, { url, headers, isCall: true }, context);
  if (isRefusal(admitted)) return admitted;
  return { ...admitted, running, call, query: pathOf(url).query, headers, protocols };
}

/** What Codex calls the conversation (spec/clients.md 2); null where it has no name. */
export function sessionOf({ identity, headers }: Asked): string | null {
  const session = headerValue(headers, 'session-id') ?? headerValue(headers, 'session_id');
  return session && session.length <= MAX_NAME ? `${identity.login}\0${session}` : null;
}

const MAX_NAME = 256;
