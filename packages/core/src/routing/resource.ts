/** What a method and a path ask for: a format's endpoint, or one of the gateway's own lists. */
import type { Provider } from '../config/snapshot.ts';
import { refuse, type Refusal } from '../errors.ts';
import { recognise, splitPrefix, type Call } from './endpoint.ts';

/** Something the gateway offers under a path. */
export type Resource =
  | { readonly kind: 'call'; readonly call: Call }
  /** The models the caller may use, at one provider if its id stands in the path. */
  | { readonly kind: 'models'; readonly pinned: Provider | null }
  /** Claude Code's look whether somebody answers under its base URL. It takes any answer (spec/clients.md 8). */
  | { readonly kind: 'probe' }
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
  const { rest, prefix, pinned } = splitPrefix(path, providers);
  if (isProbe(method, path, rest, providers)) return { kind: 'probe' };
  const kind =
    rest === '/v1/models' && prefix !== 'codex'
      ? 'models'
      : rest === '/models' && prefix !== 'none'
        ? 'codex_models'
        : null;
  if (!kind) return nothingAt(path);
  return method === 'GET' || method === 'HEAD' ? { kind, pinned } : wrongMethod(method, path, 'GET, HEAD');
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
