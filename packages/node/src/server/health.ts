/** The two paths that an orchestrator asks. They need no identity and tell nothing but yes or no. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Answers `/healthz` (the process lives) and `/readyz` (it wants requests), and says whether it did.
 *
 * They are answered ahead of the gateway and at the root, whatever `base_path` is: probes come straight to the pod, with
 * an IP address for a host name, which the gateway would rightly refuse.
 */
export function answerHealth(req: IncomingMessage, res: ServerResponse, isReady: () => boolean): boolean {
  const url = req.url ?? '';
  const isHealthz = names(url, '/healthz');
  if (!isHealthz && !names(url, '/readyz')) return false;

  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end();
    return true;
  }
  const good = isHealthz || isReady();
  const body = good ? 'ok\n' : 'unavailable\n';
  res
    .writeHead(good ? 200 : 503, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': body.length,
      'cache-control': 'no-store',
    })
    .end(req.method === 'HEAD' ? undefined : body);
  return true;
}

function names(url: string, path: string): boolean {
  return url.startsWith(path) && (url.length === path.length || url[path.length] === '?');
}
