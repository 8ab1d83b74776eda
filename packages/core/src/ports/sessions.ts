/** Conversations, as a record store tells of them. */
import type { Totals } from './roll-ups.ts';

/** Which sessions. Fields that are absent do not matter. */
export interface SessionFilter {
  /** Milliseconds since the epoch. A session is found if it was under way at any time between: `from` included, `to` not. */
  readonly from?: number;
  readonly to?: number;
  /** The login. */
  readonly user?: string;
  /** A model that served one of its calls, as the provider knows it or with the provider in front: `openai/gpt-5`. */
  readonly model?: string;
  readonly provider?: string;
  readonly client?: string;
  /** The id, as records have it: of each user who sent it. */
  readonly session?: string;
  /** True for sessions with a call that did not complete, false for those without. */
  readonly failed?: boolean;
  /** Found in login, id, client, or the models and providers, without regard to case. */
  readonly text?: string;
}

export interface SessionQuery extends SessionFilter {
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface SessionPage {
  readonly sessions: readonly Session[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** The calls of one user under one session id. Two users who send the same id have two sessions. */
export interface Session extends Totals {
  /** As records have it. */
  readonly id: string;
  /** The login; empty where nobody could tell who called. */
  readonly user: string;
  /** The program that began it. */
  readonly client: string;
  /** Those that served it, as the providers know them, in the order of the alphabet and up to {@link MAX_SEEN}. */
  readonly models: readonly string[];
  readonly providers: readonly string[];
  /** When its first call arrived, and when its last, in milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  /** Tools that models asked for. */
  readonly toolCalls: number;
}

/** Models, and providers, that a session tells of at most. */
export const MAX_SEEN = 50;
