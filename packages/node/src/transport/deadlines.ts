/** The time limits of one exchange. Each is a timer of its own, made only for a limit that is set. */
import { GatewayError } from '@aperturejs/core';
import type { Deadlines, UpstreamRequest } from '@aperturejs/core';
import { hostOf } from './failures.ts';

/** Names of the limits, and what is said when one has passed. */
const PASSED = {
  connect: (limit: string) => `could not be reached within ${limit}`,
  firstByte: (limit: string) => `did not answer within ${limit}`,
  idle: (limit: string) => `sent nothing for ${limit} in the middle of its answer`,
  total: (limit: string) => `did not finish within ${limit}`,
} as const;

/** A running time limit. */
export type Deadline = NodeJS.Timeout;

/**
 * Starts a limit.
 *
 * @param expire gets the error that the exchange ends with
 * @returns the timer, or null where the limit is 0
 */
export function startDeadline(
  name: keyof Deadlines,
  { deadlines, origin }: Pick<UpstreamRequest, 'deadlines' | 'origin'>,
  expire: (error: GatewayError) => void,
): Deadline | null {
  const limit = deadlines[name];
  if (limit <= 0) return null;
  return setTimeout(() => {
    const reason = PASSED[name](`${limit / 1000} s`);
    expire(new GatewayError('upstream_timeout', `provider host ${hostOf(origin)} ${reason}`));
  }, limit);
}
