/** What a route is asked for by, and what is chosen. */
import type { Access } from '../access/grants.ts';
import type { Provider, Snapshot } from '../config/snapshot.ts';
import type { Identity } from '../ports/identity.ts';
import type { HeaderList } from '../wire/header-list.ts';
import type { Call } from './endpoint.ts';

/** All that a decision depends on. */
export interface RouteQuestion {
  readonly snapshot: Snapshot;
  readonly identity: Identity;
  readonly access: Access;
  readonly call: Call;
  /** The model the client named; null where the endpoint knows none. */
  readonly model: string | null;
  readonly query: string;
  readonly headers: HeaderList;
  /** Lower-case names of headers that identity sources read. */
  readonly reserved: ReadonlySet<string>;
}

/**
 * Hears each step of a decision.
 *
 * @param forUsers what those may hear who run nothing here, if it is something else; null for nothing at all: a model that no
 *   grant opens is as unknown to them as any other
 */
export type Trace = (step: string, detail: string, forUsers?: string | null) => void;

/** A provider that a grant opens. */
export interface Choice {
  readonly provider: Provider;
  /** The model as the provider knows it; null where the call is about none. */
  readonly model: string | null;
  /** What must be cut off the front of the body's `model`; empty for nothing. */
  readonly prefix: string;
  /** The grant that opened it. */
  readonly grantedBy: string;
}
