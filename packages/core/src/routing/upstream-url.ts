/**
 * Where a call goes upstream: the provider's base URL and the client's path (spec/aperture.md 3.4), mended where base
 * URL and path would name the API's version twice or not at all. The host is the provider's, always.
 */
import type { Provider } from '../config/snapshot.ts';
import { CREDENTIAL_PARAMETERS } from '../credentials/client-credential.ts';
import type { Call } from './endpoint.ts';
import { withoutParameters } from './path.ts';

/** What clients that do not know their Vertex project and region write for them (spec/aperture.md 3.4). */
export const VERTEX_PROJECT = '_aperture_auto_vertex_project_id_';
const VERTEX_REGION = '_aperture_auto_vertex_region_';

/** A host of Vertex AI that serves one region: `us-east5-aiplatform.…`, `aiplatform.eu.rep.…`. */
const REGIONAL_HOST = /^(?:([a-z0-9-]+)-aiplatform|aiplatform\.([a-z0-9-]+)\.rep)\.googleapis\.com$/;

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
  let path = call.path;
  if (format.ownPrefix && path.startsWith(`${format.ownPrefix}/`)) path = path.slice(format.ownPrefix.length);
  // Gemini CLI and Google's SDK with an API key name no project, without which Vertex AI takes no service account.
  if (provider.compatibility['experimental_gemini_cli_vertex_compat']) path = withProject(path);
  const kept = keepCredentials ? query : withoutParameters(query, CREDENTIAL_PARAMETERS);
  return provider.basePath + withVersion(provider, call, filled(provider, path)) + kept;
}

/** The short path of Vertex AI's express mode as a project's: `/v1/publishers/…` to `/v1/projects/…/publishers/…`. */
function withProject(path: string): string {
  return path.replace(
    /^\/(v1|v1beta1)\/publishers\//,
    `/$1/projects/${VERTEX_PROJECT}/locations/${VERTEX_REGION}/publishers/`,
  );
}

/** The path with what the gateway knows better than the client: the project of the key, the region of the host. */
function filled({ origin, keySource }: Provider, path: string): string {
  if (!path.includes('/_aperture_auto_vertex_')) return path;
  const project = keySource?.kind === 'service_account' ? keySource.projectId : undefined;
  const [, region, multiRegion] = REGIONAL_HOST.exec(new URL(origin).hostname) ?? [];
  return path
    .replace(`/projects/${VERTEX_PROJECT}/`, `/projects/${project ?? VERTEX_PROJECT}/`)
    .replace(`/locations/${VERTEX_REGION}/`, `/locations/${region ?? multiRegion ?? 'global'}/`);
}

/** The path with exactly as much of a version as the base URL leaves out. */
function withVersion(provider: Provider, { format, endpoint }: Call, path: string): string {
  const version = /^\/v\d+[a-z0-9]*(?=\/)/.exec(path)?.[0];
  if (isChatGptBackend(provider)) return version ? path.slice(version.length) : path;
  const own = OWN_VERSION.exec(provider.basePath)?.[1];
  // Perplexity serves Chat Completions without a version, and what clients of OpenAI send with it nowhere.
  if (provider.upstream === 'perplexity' && path === '/v1/chat/completions') return '/chat/completions';
  // `…/v1` + `/v1/responses`; and `…/paas/v4` + `/v1/chat/completions`, where the base URL knows better.
  if (version && own && (own === version || version === '/v1')) return path.slice(version.length);
  // A client that says `/codex/responses` or `/<provider>/embeddings` has left the version to the gateway. Chat
  // Completions are served without one by some vendors, so there the client's word counts.
  const openai = format.flags.some((flag) => flag.startsWith('openai_'));
  if (openai && !version && !own && endpoint.path !== '/chat/completions') return `/v1${path}`;
  return path;
}

/**
 * A version at the end of a base URL, or further to the front of one that stands for OpenAI's: Google's
 * `/v1beta/openai`, Cloudflare's `/v1/<account>/<gateway>/openai` and `…/compat`.
 */
const OWN_VERSION = /(\/v\d+[a-z0-9]*)(?:$|\/(?:[^/]+\/)*(?:openai|compat)$)/;

/** The backend of ChatGPT subscriptions has no version in its paths. */
export function isChatGptBackend(provider: Provider): boolean {
  return provider.upstream === 'chatgpt';
}
