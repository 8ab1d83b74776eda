/** What became of the calls to each provider since the start: a few numbers for each, however many calls there are. */
import type { CallListener } from '../../ports/call-listener.ts';
import type { Outcome } from '../../record/outcome.ts';
import type { CallRecord } from '../../record/record.ts';

/** How calls to a provider went. */
export interface ProviderTally {
  readonly requests: number;
  /** Of them, those that the provider failed. */
  readonly failed: number;
  /** When the last good answer ended, in milliseconds since the epoch; null if there was none. */
  readonly lastSuccess: number | null;
  readonly lastFailure: ProviderFailure | null;
}

/** The last call that failed. */
export interface ProviderFailure {
  readonly time: number;
  readonly status: number;
  readonly outcome: Outcome;
  readonly error: string | null;
}

/** Counts. */
export interface Tally extends CallListener {
  /** When it began to, in milliseconds since the epoch. */
  readonly since: number;
  of(provider: string): ProviderTally;
  /** Forgets all other providers: their names come from configs, of which there may be many. */
  keep(providers: Iterable<string>): void;
}

const NOTHING: ProviderTally = { requests: 0, failed: 0, lastSuccess: null, lastFailure: null };

/** Makes one. */
export function createTally(): Tally {
  let tallies = new Map<string, ProviderTally>();
  const of = (provider: string): ProviderTally => tallies.get(provider) ?? NOTHING;
  return {
    since: Date.now(),
    of,
    ended(record) {
      if (record.provider !== null) tallies.set(record.provider, added(of(record.provider), record));
    },
    keep(providers) {
      tallies = new Map([...providers].flatMap((id) => (tallies.has(id) ? [[id, of(id)]] : [])));
    },
  };
}

/** The outcomes that say nothing of a provider: the client left it, or it was not asked. */
const SAYS_NOTHING: ReadonlySet<Outcome> = new Set(['client_closed', 'refused']);

function added(before: ProviderTally, record: CallRecord): ProviderTally {
  const { status, outcome, error } = record;
  const time = record.time + record.timings.total;
  const requests = before.requests + 1;
  if (outcome === 'completed') return { ...before, requests, lastSuccess: time };
  // Without its credential a provider cannot be asked, which is no mistake of the caller's.
  if (SAYS_NOTHING.has(outcome) && record.refusal !== 'credential_unavailable')
    return { ...before, requests };
  const lastFailure = { time, status, outcome, error };
  return { ...before, requests, failed: before.failed + 1, lastFailure };
}
