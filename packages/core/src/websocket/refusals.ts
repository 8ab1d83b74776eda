/**
 * How a WebSocket is refused. What Codex makes of each status and code decided (docs/decisions/0021): to a handshake only
 * a 426 sends it to HTTP at once, where it hears why, and shows it; after the handshake an event tells it.
 */
import { CODE_HEADERS, refusalOf, refuse, type Refusal } from '../errors.ts';
import type { Call } from '../routing/endpoint.ts';
import { dialectOfCall } from '../routing/resource.ts';
import type { RefusedMessage, SocketTarget, UpgradeRefusal } from './socket-call.ts';
import type { Asked } from './target.ts';

/** What a 426 must say of the protocol to use instead (RFC 9110 section 15.5.22). */
const USE_HTTP = { connection: 'upgrade', upgrade: 'HTTP/1.1' };

/** The answer where no WebSocket is to be had at all. */
export const NO_UPGRADE: Refusal = refuse(
  'upgrade_required',
  'WebSockets are not offered here; use HTTP',
  USE_HTTP,
);

/**
 * The refusal of a handshake. Where HTTP does as well, it is a 426 whatever the reason, which the body tells. Only a web
 * page of another origin is told as it is: it has no business with HTTP either.
 */
export function ofHandshake(refusal: Refusal, { endpoint }: Call): Refusal {
  if (endpoint.model === 'query' || refusal.code === 'cross_site') return refusal;
  return { ...refusal, status: NO_UPGRADE.status, headers: { ...refusal.headers, ...USE_HTTP } };
}

/** What became of a handshake with a provider. */
export function ofProvider(target: SocketTarget, failure: UpgradeRefusal | Error): Refusal {
  if (failure instanceof Error) return refusalOf(failure);
  const { provider } = target;
  return refuse(
    'upgrade_required',
    `provider "${provider}" answered ${failure.status} to the WebSocket; use HTTP`,
  );
}

/**
 * The refusal of a message, in the shape of the vendor's own errors. What goes with one in headers over HTTP stands in the
 * event: Codex reads it there.
 */
export function ofMessage(
  refusal: Refusal,
  { call, headers: asked }: Pick<Asked, 'call' | 'headers'>,
  close: number | null,
): RefusedMessage {
  const { status, code } = refusal;
  const { body, headers } = dialectOfCall(call, asked).write(refusal);
  const told = { ...headers, ...CODE_HEADERS[code], ...refusal.headers };
  const event = { type: 'error', status, ...(body as object) };
  return {
    kind: 'refuse',
    event: JSON.stringify(Object.keys(told).length > 0 ? { ...event, headers: told } : event),
    close,
  };
}

/**
 * The refusal of a message that would be right on a new connection. OpenAI's own word for that, on which its clients
 * connect again at once and send the message there; Codex shows nothing of it.
 */
export function ofMove(target: SocketTarget): RefusedMessage {
  const error = {
    message: `provider "${target.provider}" cannot be reached over this connection; open a new one`,
    type: 'invalid_request_error',
    param: null,
    code: 'websocket_connection_limit_reached',
  };
  return {
    kind: 'refuse',
    event: JSON.stringify({ type: 'error', status: 400, error }),
    close: SERVICE_RESTART,
  };
}

/**
 * Close codes (RFC 6455 section 7.4.1, and IANA's registry). To Codex they are all the same; OpenAI's SDKs connect again
 * after some and not after others.
 */
export const POLICY_VIOLATION = 1008;
/** Connect again. */
export const SERVICE_RESTART = 1012;
/** Connect again, the fault may pass. */
export const TRY_AGAIN_LATER = 1013;
