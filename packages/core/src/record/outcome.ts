/** How a call came out. */
import { GatewayError } from '../errors.ts';

/**
 * - `completed`: the client got all of the answer, also where it left right behind the final event
 * - `client_closed`: the client left in the middle
 * - `upstream_truncated`: the provider's answer broke off
 * - `upstream_error`: the provider said no, failed in the middle of its answer, or could not be reached
 * - `timed_out`: a deadline ran out
 * - `refused`: the gateway said no
 */
export type Outcome =
  | 'completed'
  | 'client_closed'
  | 'upstream_truncated'
  | 'upstream_error'
  | 'timed_out'
  | 'refused';

/** How an answer's bytes came to their end. */
export type Ending =
  | { readonly by: 'end' }
  | { readonly by: 'client' }
  | { readonly by: 'failure'; readonly error: Error };

/** What an answer's outcome depends on. */
export interface Told {
  readonly status: number;
  readonly ending: Ending;
  /** The provider told of an error in its answer. */
  readonly failed: boolean;
  /** The answer was seen to be complete. */
  readonly final: boolean;
  /** The answer is of a kind that says when it is complete, and was read to its end. */
  readonly mustBeFinal: boolean;
}

/** The outcome of a call that a provider answered. */
export function outcomeOf({ status, ending, failed, final, mustBeFinal }: Told): Outcome {
  if (status >= 400 || failed) return 'upstream_error';
  if (final) return 'completed';
  if (ending.by === 'client') return 'client_closed';
  if (ending.by === 'failure') return isTimeout(ending.error) ? 'timed_out' : 'upstream_truncated';
  // A stream without its last event broke off, however orderly its bytes ended. Of what is not read, the end is all we know.
  return mustBeFinal ? 'upstream_truncated' : 'completed';
}

/** The outcome of a call that got no answer from its provider. */
export function outcomeOfFailure(error: Error): Outcome {
  return isTimeout(error) ? 'timed_out' : 'upstream_error';
}

function isTimeout(error: Error): boolean {
  return GatewayError.is(error) && error.code === 'upstream_timeout';
}
