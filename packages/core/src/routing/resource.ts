/** What a method and a path ask for: a format's endpoint, or one of the gateway's own lists. */
import { routesAt, type Found } from '../admin/routes.ts';
import type { Provider } from '../config/snapshot.ts';
import { isRefusal, refuse, type Refusal } from '../errors.ts';
import { codex, isCodex } from '../formats/codex-dialect.ts';
import { anthropic, openai } from '../formats/dialects.ts';
import type { Dialect } from '../formats/format.ts';
import { modelsPath, shapeFor, type ModelsPath } from '../models/request.ts';
import { hasHeader, type HeaderList } from '../wire/header-list.ts';
import { dialectOf, recognise, splitPrefix, type Call } from './endpoint.ts';
import { isChatGptBackend } from './upstream-url.ts';

/** Something the gateway offers under a path. */
export type Resource =
  | { readonly kind: 'call'; readonly call: Call }
  /** The models the caller may use, at one provider if its id stands in the path. */
  | { readonly kind: 'models'; readonly pinned: Provider | null; readonly asked: ModelsPath }
  /** Claude Code's look whether somebody answers under its base URL. It takes any answer (spec/clients.md 8). */
  | { readonly kind: 'probe' }
  /** The gateway's own API, under `/aperture/`. */
  | { readonly kind: 'own'; readonly found: Found }
  /** The dashboard: `/ui` and all below it. */
  | { readonly kind: 'pages'; readonly path: string }
  /** Figures for Prometheus. */
  | { readonly kind: 'metrics' }
  /** The ChatGPT backend's own list of models. */
  | { readonly kind: 'codex_models'; readonly pinned: Provider | null };

/** Finds the resource, or tells why there is none. */
export function resourceAt(
  method: string,
  path: string,
  providers: ReadonlyMap<string, Provider>,
): Resource | Refusal {
  const call = recognise(path, providers);
  if (call) {
    const { methods = POST } = call.endpoint;
    return methods.includes(method) ? { kind: 'call', call } : wrongMethod(method, path, methods.join(', '));
  }
  const routes = routesAt(path);
  if (routes.length > 0) {
    const found = routes.find(({ route }) => route.methods.includes(method));
    const allow = routes.flatMap(({ route }) => route.methods).join(', ');
    return found ? { kind: 'own', found } : wrongMethod(method, path, allow);
  }
  if (path === '/metrics' || path === '/ui' || path.startsWith('/ui/')) {
    if (method !== 'GET' && method !== 'HEAD') return wrongMethod(method, path, 'GET, HEAD');
    return path === '/metrics' ? { kind: 'metrics' } : { kind: 'pages', path };
  }
  const { rest, prefix, pinned } = splitPrefix(path, providers);
  if (isProbe(method, path, rest, providers)) return { kind: 'probe' };
  // Below the id of a provider OpenAI's paths may leave out their version; on the ChatGPT backend that is its own list.
  const versionless = pinned && !isChatGptBackend(pinned) && rest.startsWith('/models');
  const asked = prefix === 'codex' ? null : modelsPath(versionless ? `/v1${rest}` : rest);
  if (!asked && (rest !== '/models' || prefix === 'none')) return nothingAt(path);
  if (method !== 'GET' && method !== 'HEAD') return wrongMethod(method, path, 'GET, HEAD');
  return asked ? { kind: 'models', pinned, asked } : { kind: 'codex_models', pinned };
}

/**
 * True for a call of a model, or an attempt at one, that a browser sends for a page with an `Origin` at all times: it does so
 * with every method but GET and HEAD (Fetch, "append a request `Origin` header"). And for what is asked of the caller's own
 * account, which takes their credential along: no page of somebody else has that.
 */
export function isCall(method: string, resource: Resource | Refusal): boolean {
  if (!isRefusal(resource) && resource.kind === 'call' && resource.call.endpoint.model === 'account')
    return true;
  if (method === 'GET' || method === 'HEAD') return false;
  return isRefusal(resource) || resource.kind === 'call';
}

/** The dialect of a call's format, as its client speaks it. */
export function dialectOfCall({ format }: Call, headers: HeaderList): Dialect {
  return format.dialect === openai && isCodex(headers) ? codex : format.dialect;
}

/** The dialect in which a request is told no. */
export function dialectFor(
  resource: Resource | Refusal,
  path: string,
  headers: HeaderList,
  providers: ReadonlyMap<string, Provider>,
): Dialect {
  if ('kind' in resource && resource.kind === 'call') {
    return dialectOfCall(resource.call, headers);
  }
  if ('kind' in resource && resource.kind === 'models') return shapeFor(resource.asked, headers).dialect;
  const dialect = dialectOf(path, providers);
  // A path of OpenAI's that Anthropic has as well, or nobody.
  return dialect === openai && hasHeader(headers, 'anthropic-version') ? anthropic : dialect;
}

const POST = ['POST'];

/** `HEAD /` and `HEAD /api/hello` below whatever base URL the client was given. */
function isProbe(
  method: string,
  path: string,
  rest: string,
  providers: ReadonlyMap<string, Provider>,
): boolean {
  if (method !== 'HEAD') return false;
  return rest === '/' || rest === '/api/hello' || splitPrefix(`${path}/`, providers).rest === '/';
}

/** The refusal of a path that nothing is served under. */
export function nothingAt(path: string): Refusal {
  return refuse('unknown_endpoint', `the gateway serves nothing at ${path}`);
}

function wrongMethod(method: string, path: string, allow: string): Refusal {
  return refuse('method_not_allowed', `${path} takes ${allow}, not ${method}`, { allow });
}
