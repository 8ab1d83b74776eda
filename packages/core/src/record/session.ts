/** Which conversation of its client a call belongs to (spec/aperture.md 7.2). */
import { headerValue, type HeaderList } from '../wire/header-list.ts';
import type { Fields } from './fields.ts';
import { firstMessages } from './first-messages.ts';
import { Sieve } from './sieve.ts';
import type { Watcher } from './tap.ts';
import { objectOf } from './value.ts';

/** Headers that name it: the common one, Codex's in its spellings, Claude Code's (spec/clients.md 2, 8). */
const HEADERS = ['x-session-id', 'session-id', 'session_id', 'x-claude-code-session-id'];
const PLAIN = /^[\w.:-]{1,128}$/;

/** Older Claude Code wrote it into the body only: `"user_id": "user_…_session_<uuid>"`. */
const CLAUDE_USER = /"user_id"\s*:\s*"[^"\\]{0,300}_session_([0-9a-f-]{36})"/;
const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** Bytes at each end of a body in which the `metadata` of Claude Code is looked for. */
const ENDS = 8_192;

/** What a session is told from. */
export interface SessionQuestion {
  readonly headers: HeaderList;
  readonly format: string;
  /** The request body, if it is here whole; null if not. */
  readonly body: Uint8Array | null;
  /** The caller: two people who begin a conversation alike have two of them. */
  readonly login: string;
}

/** The id of the session: what the client says, else a mark of how its conversation begins; null if nothing tells. */
export function sessionOf({ headers, format, body, login }: SessionQuestion): string | null {
  for (const name of HEADERS) {
    const value = headerValue(headers, name);
    if (value && PLAIN.test(value)) return value;
  }
  if (body && format === 'anthropic_messages') {
    const session = CLAUDE_USER.exec(endsOf(body))?.[1];
    if (session) return session;
  }
  if (body && format === 'openai_chat') {
    const beginning = firstMessages(body);
    if (beginning) return `oacc_${fingerprint(login, beginning)}`;
  }
  const reader = body && sessionReader(format);
  if (!reader) return null;
  reader.write(body);
  return reader.session();
}

/** Finds the session in a body while it passes. */
export interface SessionReader extends Watcher {
  /** Null if it has not come, or is not there. */
  session(): string | null;
}

/** Gemini CLI's login with Google names it last, behind the whole conversation (spec/clients.md 9). */
const IN_BODY: Readonly<Record<string, Fields>> = { google_code_assist: { request: { session_id: true } } };

/** For formats whose bodies have it in a field; null for others. */
export function sessionReader(format: string): SessionReader | null {
  const fields = IN_BODY[format];
  if (!fields) return null;
  const sieve = new Sieve(fields);
  return {
    write: (chunk) => sieve.push(chunk, 0, chunk.length),
    session() {
      const kept = sieve.finish();
      if (typeof kept === 'string') return null;
      const { session_id: id } = objectOf(objectOf(kept.value)['request']);
      return typeof id === 'string' && PLAIN.test(id) ? id : null;
    },
  };
}

function endsOf(body: Uint8Array): string {
  if (body.length <= 2 * ENDS) return decoder.decode(body);
  return `${decoder.decode(body.subarray(0, ENDS))}\n${decoder.decode(body.subarray(-ENDS))}`;
}

/** Bytes at each end of a beginning that its mark is made of; with its length they tell conversations apart. */
const MARKED = 512;

/** 64 bits in hexadecimal, in two runs of FNV-1a's shape. A mark to know a conversation by; it proves nothing. */
function fingerprint(login: string, bytes: Uint8Array): string {
  const head = encoder.encode(`${login}\n${bytes.length}\n`);
  const pieces =
    bytes.length > 2 * MARKED ? [head, bytes.subarray(0, MARKED), bytes.subarray(-MARKED)] : [head, bytes];
  let one = 0x811c9dc5;
  let two = 0x9e3779b9;
  for (const piece of pieces) {
    for (let i = 0; i < piece.length; i += 1) {
      const byte = piece[i] as number;
      one = Math.imul(one ^ byte, 0x01000193);
      two = Math.imul(two ^ byte, 0x85ebca6b);
      two ^= two >>> 15;
    }
  }
  return hex(one) + hex(two);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
