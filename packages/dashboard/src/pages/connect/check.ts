/** Tries what somebody set in a client, with one request, and finds out what is wrong. */
import { gatewayUrl } from '../../app/router.ts';
import { explain, type Explanation } from '../../api/explain.ts';
import { ApiError } from '../../api/request.ts';
import type { Client } from './client.ts';

/** What came of it. */
export interface Trial {
  /** The path that the client would ask, below the gateway's own. */
  readonly path: string;
  /** What the gateway says it does with such a request; null if it does not tell. */
  readonly explanation: Explanation | null;
  /** The answer to a real request. */
  readonly answer: { readonly status: number; readonly text: string };
}

/** Where a base URL leads. */
export type Address =
  | { readonly kind: 'here'; readonly basePath: string }
  | { readonly kind: 'no_url' }
  | { readonly kind: 'elsewhere'; readonly host: string }
  | { readonly kind: 'outside'; readonly mount: string };

/**
 * Reads a base URL.
 *
 * @param gateway the gateway's address, which ends with a slash
 */
export function addressOf(baseUrl: string, gateway: URL): Address {
  let url: URL;
  try {
    url = new URL(baseUrl.trim());
  } catch {
    return { kind: 'no_url' };
  }
  if (url.origin !== gateway.origin) return { kind: 'elsewhere', host: url.host };
  const path = `${url.pathname.replace(/\/+$/, '')}/`;
  if (!path.startsWith(gateway.pathname)) return { kind: 'outside', mount: gateway.pathname.slice(0, -1) };
  const below = path.slice(gateway.pathname.length - 1, -1);
  return { kind: 'here', basePath: below };
}

/** Sends what the client would send: a question about it, and the request itself. */
export async function tryOut(
  client: Client,
  basePath: string,
  model: string,
  signal?: AbortSignal,
): Promise<Trial> {
  const { speaks } = client;
  const path = speaks.path(basePath, model);
  const [explanation, answer] = await Promise.all([
    explained(path, model, signal),
    fetch(new URL(gatewayUrl('').href.replace(/\/$/, '') + path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...speaks.headers },
      body: JSON.stringify(speaks.body(model)),
      ...(signal && { signal }),
    }),
  ]);
  return { path, explanation, answer: { status: answer.status, text: await answer.text() } };
}

async function explained(path: string, model: string, signal?: AbortSignal): Promise<Explanation | null> {
  try {
    return await explain({ method: 'POST', path, model }, signal);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}
