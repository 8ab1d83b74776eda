/**
 * Where a call goes upstream: the provider's base URL and the client's path (spec/aperture.md 3.4), mended where base
 * URL and path would name the API's version twice or not at all. The host is the provider's, always.
 */
import type { Provider } from '../config/snapshot.ts';
import { CREDENTIAL_PARAMETERS } from '../credentials/select.ts';
import type { Call } from './endpoint.ts';
import { withoutParameters } from './path.ts';

/** What clients that do not know their Vertex project and region write for them (spec/aperture.md 3.4). */
export const VERTEX_PROJECT = '_aperture_auto_vertex_project_id_';
const VERTEX_REGION = '_aperture_auto_vertex_region_';

/**
 * Path and query on the provider's origin.
 *
 * @param query the client's, with its `?`; parameters that are credentials stay only if the client's own are to go on
 */
export function upstreamPath(
  provider: Provider,
  call: Call,
  query: string,
  keepCredentials: boolean,
): string {
  const { format } = call;
  const path =
    format.ownPrefix && call.path.startsWith(`${format.ownPrefix}/`)
      ? call.path.slice(format.ownPrefix.length)
      : call.path;
  const kept = keepCredentials ? query : withoutParameters(query, CREDENTIAL_PARAMETERS);
  return provider.basePath + withVersion(provider, path).replace(VERTEX_REGION, 'global') + kept;
}

/** The path with exactly as much of a version as the base URL leaves out. */
function withVersion(provider: Provider, path: string): string {
  const version = /^\/v\d+[a-z0-9]*(?=\/)/.exec(path)?.[0];
  if (isChatGptBackend(provider)) return version ? path.slice(version.length) : path;
  const own = /\/v\d+[a-z0-9]*$/.exec(provider.basePath)?.[0];
  // `…/v1` + `/v1/responses`; and `…/paas/v4` + `/v1/chat/completions`, where the base URL knows better.
  if (version && own && (own === version || version === '/v1')) return path.slice(version.length);
  // A client that says `/codex/responses` or `/<provider>/responses` has left the version to the gateway.
  if (!version && !own && path.startsWith('/responses')) return `/v1${path}`;
  return path;
}

/** The backend of ChatGPT subscriptions has no version in its paths. */
export function isChatGptBackend(provider: Provider): boolean {
  return provider.upstream === 'chatgpt';
}
