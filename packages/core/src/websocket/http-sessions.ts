/**
 * Conversations that are better off with HTTP: their provider took no WebSocket after the client's had been accepted, or
 * a message was longer than a WebSocket takes. Whatever ends a socket, Codex connects again before it turns to HTTP,
 * seven times in as many seconds; a 426 to the first of them sends it there at once (docs/decisions/0021).
 */

/** Remembers them for a while. */
export interface HttpSessions {
  add(session: string | null): void;
  has(session: string | null): boolean;
}

/** Codex connects again within a second, and stays with HTTP by itself from then on. */
const LIFE_MS = 60_000;
const MAX_SESSIONS = 1_000;

/** Makes an empty memory. */
export function createHttpSessions(now: () => number = Date.now): HttpSessions {
  const until = new Map<string, number>();
  return {
    add(session) {
      if (session === null) return;
      // The oldest stands first: each is put at the end.
      until.delete(session);
      const [oldest] = until.keys();
      if (until.size >= MAX_SESSIONS && oldest !== undefined) until.delete(oldest);
      until.set(session, now() + LIFE_MS);
    },
    has(session) {
      if (session === null) return false;
      const end = until.get(session);
      if (end !== undefined && end <= now()) until.delete(session);
      return until.has(session);
    },
  };
}
