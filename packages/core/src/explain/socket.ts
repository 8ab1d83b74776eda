/** Why a WebSocket goes where it goes: the steps of a handshake and of the first message, told one by one. */
import { isRefusal, type Refusal } from '../errors.ts';
import type { Forward } from './explanation.ts';
import type { Trace } from '../routing/question.ts';
import { recogniseSocket } from '../routing/endpoint.ts';
import { toldUrl } from '../routing/told-url.ts';
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import { unfolded } from '../websocket/protocols.ts';
import { NO_UPGRADE, ofHandshake } from '../websocket/refusals.ts';
import { decide, decideEarly, type Asked, type Decided } from '../websocket/target.ts';

/** A handshake that is asked about, and the model of the first message that asks for a response. */
export interface SocketQuestion extends Omit<Asked, 'call' | 'protocols'> {
  readonly path: string;
  readonly model: string | undefined;
}

/** True for headers that ask for a WebSocket. */
export function asksForSocket(headers: HeaderList): boolean {
  return headerValue(headers, 'upgrade')?.toLowerCase().includes('websocket') ?? false;
}

/** Where it goes; null if it is opened, and nothing is said of what would be sent on it. */
export function explainSocket(
  { path, model, ...handshake }: SocketQuestion,
  trace: Trace,
): Forward | Refusal | null {
  const call = recogniseSocket(path, handshake.running.snapshot.providers);
  if (!call) return NO_UPGRADE;
  const pinned = call.pinned ? `, provider "${call.pinned.id}" by the path` : '';
  trace('endpoint', `${call.format.name} over a WebSocket${pinned}`);
  const { headers, protocols } = unfolded(handshake.headers);
  const asked: Asked = { ...handshake, call, headers: without(HINTS, headers), protocols };

  const early = decideEarly(asked);
  if (isRefusal(early)) return ofHandshake(early, call);
  if (call.endpoint.model === 'query') return early && forwardOf(early);
  trace(
    'websocket',
    early
      ? `the handshake goes to ${early.route.provider.id} at once; each message is decided for itself`
      : 'it is opened, and the first message that asks for a response decides where it goes',
  );
  // A model in the query says no more than where to connect.
  if (model === undefined) return early && forwardOf(early);
  trace('model', `"${model}", named in a message`);
  const decided = decide(asked, model, trace);
  return isRefusal(decided) ? decided : forwardOf(decided);
}

/** Headers in which Codex names a model beforehand. No value of a header is told, so the question has to say it. */
const HINTS = /^x-codex-(?:routing-hint|turn-metadata)$/i;

function without(names: RegExp, headers: HeaderList): HeaderList {
  return headers.filter((_, i) => !names.test(headers[i - (i % 2)] as string));
}

function forwardOf({ route: { provider, model, path, credential, grantedBy } }: Decided): Forward {
  return {
    provider: provider.id,
    ...(model !== null && { model }),
    url: toldUrl(provider, path).replace(/^http/, 'ws'),
    credential: credential.kind,
    grant: grantedBy,
  };
}
