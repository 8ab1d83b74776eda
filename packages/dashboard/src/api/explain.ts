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
export async function explain(asked: Asked, signal?: AbortSignal): Promise<Explanation> {
  const ask = (path: string): Promise<Explanation> =>
    getJson('aperture/explain', {}, { method: 'POST', body: { ...asked, path }, signal });
  const explanation = await ask(asked.path);
  const base = me.peek().value?.gateway.base_path ?? '';
  // A path of the config's own (`server.base_path`) belongs to the question, one that an app mounts the gateway under does not.
  if (base === '' || explanation.refusal?.code !== 'unknown_endpoint') return explanation;
  return ask(base + asked.path);
}
