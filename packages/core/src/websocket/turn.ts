/** A turn over a WebSocket, for the record: one message that asks for a response, and the messages that answer it. */
import type { Refusal } from '../errors.ts';
import type { Identity } from '../ports/identity.ts';
import { startRecording } from '../record/recording.ts';
import type { Call } from '../routing/endpoint.ts';
import { below, pathOf } from '../routing/path.ts';
import type { Running } from '../running.ts';
import type { Handshake } from './approach.ts';
import type { MessageTap } from './socket-call.ts';
import type { Asked, Decided } from './target.ts';

/** Follows a turn, if turns are followed. */
export interface Turn {
  /** The gateway says no. */
  refused(refusal: Refusal, event: string, identity: Identity | null): void;
  /** It goes to the provider. */
  sent(asked: Asked, decided: Decided, message: Uint8Array): MessageTap | null;
}

const encoder = new TextEncoder();

/**
 * Starts to follow.
 *
 * @param size of the client's message in bytes
 */
export function startTurn(
  running: Running,
  { url, headers, context }: Handshake,
  call: Call,
  message: { readonly model: string | null; readonly size: number },
): Turn {
  const { recordings, snapshot } = running;
  if (!recordings) return NOT_FOLLOWED;
  const { path: whole } = pathOf(url);
  const path = below(whole, (context.basePath ?? '') + snapshot.server.basePath) ?? whole;
  const recording = startRecording(
    recordings,
    { method: 'GET', headers },
    { call, path, settings: snapshot.database },
  );
  recording.bodyTaken(message.model, () => message.size);
  return {
    refused(refusal, event, identity) {
      if (identity) recording.identified(identity);
      const body = encoder.encode(event);
      recording.refused(refusal, { status: refusal.status, statusText: '', headers: [], body });
    },
    sent({ identity, access }, { route }, bytes) {
      recording.identified(identity);
      const { provider, model } = route;
      recording.routed(route, bytes, access.captures(provider.id, model ?? '') ?? snapshot.database.captures);
      recording.sending(bytes, []);
      return recording.conversing();
    },
  };
}

const NOT_FOLLOWED: Turn = { refused() {}, sent: () => null };
