/**
 * What a Realtime conversation leaves: a record for each response that the provider gives. Nobody has to ask for one (a
 * pause in speech is enough), so they are told from the messages that pass. It looks on, and fails nobody's conversation.
 */
import { startRecording } from '../record/recording.ts';
import { sessionOf } from '../record/session.ts';
import { Sieve } from '../record/sieve.ts';
import { objectOf, textOf } from '../record/value.ts';
import { below, pathOf } from '../routing/path.ts';
import type { Handshake } from './approach.ts';
import type { ConversationTap, MessageTap } from './socket-call.ts';
import type { Asked, Decided } from './target.ts';

/** Responses that are under way at a time; one is the rule, and others stand beside the conversation. */
const MAX_OPEN = 16;
/** Bytes in which a message's type and the id of its response stand: the vendor puts them first. */
const HEAD = 512;
/** Of a message that asks for a response, for the capture. */
const MAX_CREATE = 262_144;

const TYPE = /^\s*\{\s*(?:"event_id"\s*:\s*"[^"\\]{0,128}"\s*,\s*)?"type"\s*:\s*"([\w.]{1,64})"/;
const RESPONSE_ID = /"response_id"\s*:\s*"([^"\\]{1,128})"/;
const latin1 = new TextDecoder('latin1');

/** Starts to follow a conversation; null if nobody keeps records. */
export function followConversation(
  { url, headers, context }: Handshake,
  { running, call, identity, access }: Asked,
  { route }: Decided,
): ConversationTap | null {
  const { recordings, snapshot } = running;
  if (!recordings) return null;
  const { path: whole } = pathOf(url);
  const path = below(whole, (context.basePath ?? '') + snapshot.server.basePath) ?? whole;
  const question = { headers, format: call.format.name, body: null, login: identity.login };
  const session = sessionOf(question) ?? crypto.randomUUID();
  const level = access.captures(route.provider.id, route.model ?? '') ?? snapshot.database.captures;
  const open = new Map<string, MessageTap>();
  /** What the client has sent since the last response began. */
  let sent = 0;
  let asked: Uint8Array | null = null;

  const begin = (): MessageTap => {
    const size = sent;
    const body = asked;
    sent = 0;
    asked = null;
    const recording = startRecording(
      recordings,
      { method: 'GET', headers },
      { call, path, settings: snapshot.database, session },
    );
    recording.identified(identity);
    recording.bodyTaken(route.model, () => size);
    recording.routed(route, NOTHING, level);
    recording.sending(body, []);
    return recording.conversing();
  };
  const tapOf = (id: string): MessageTap => {
    const known = open.get(id);
    if (known) return known;
    const [oldest] = open;
    if (open.size >= MAX_OPEN && oldest) {
      open.delete(oldest[0]);
      oldest[1].left();
    }
    const tap = begin();
    open.set(id, tap);
    return tap;
  };
  const endAll = (end: (tap: MessageTap) => void): void => {
    const taps = [...open.values()];
    open.clear();
    for (const tap of taps) end(tap);
  };

  return {
    heard(message) {
      const head = headOf(message);
      const type = TYPE.exec(head)?.[1] ?? '';
      if (!type.startsWith('response.')) return;
      const isWhole = type === 'response.created' || type === 'response.done';
      const id = (isWhole ? idIn(message) : RESPONSE_ID.exec(head)?.[1]) ?? NAMELESS;
      const tap = tapOf(id);
      tap.message(message);
      if (type !== 'response.done') return;
      open.delete(id);
      tap.ended();
    },
    sent(message) {
      sent += message.length;
      if (TYPE.exec(headOf(message))?.[1] === 'response.create' && message.length <= MAX_CREATE) {
        // Its memory is somebody else's.
        asked = message.slice();
      }
    },
    broken: (error) => endAll((tap) => tap.broken(error)),
    left: () => endAll((tap) => tap.left()),
  };
}

const NOTHING = new Uint8Array(0);
/** For vendors that name no responses: they have one at a time. */
const NAMELESS = '';

function headOf(message: Uint8Array): string {
  return latin1.decode(message.subarray(0, HEAD));
}

function idIn(message: Uint8Array): string | null {
  const sieve = new Sieve({ response: { id: true } });
  sieve.push(message, 0, message.length);
  const kept = sieve.finish();
  return typeof kept === 'string' ? null : textOf(objectOf(objectOf(kept.value)['response'])['id']);
}
