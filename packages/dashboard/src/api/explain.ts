/** What the gateway would do with a request, and why. */
import type { Explanation } from '@aperturejs/core';
import { me } from './me.ts';
import { getJson } from './request.ts';

export type { Explanation };

/** A request to explain. */
export interface Asked {
  readonly method: string;
  /** Below the gateway's address, as records have it. */
  readonly path: string;
  readonly model?: string;
  readonly websocket?: boolean;
  /** Whose it is, for admins; by default one's own. */
  readonly as?: string;
  readonly tags?: readonly string[];
}

/**
 * Asks for the steps of a decision.
 *
 * @throws ApiError if the gateway does not tell
 */
export function explain(asked: Asked, signal?: AbortSignal): Promise<Explanation> {
  const path = (me.peek().value?.gateway.base_path ?? '') + asked.path;
  return getJson('aperture/explain', {}, { method: 'POST', body: { ...asked, path }, signal });
}
