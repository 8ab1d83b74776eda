/** What a person sees who types the address of the server into a browser. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Leads a browser from `/` to the dashboard, and says whether it did. Only a server of its own does: mounted in an
 * application, `/` is the application's. Clients ask for `/` too, Claude Code with HEAD, and none of them for HTML.
 *
 * @param basePath `server.base_path` of the config
 */
export function leadToDashboard(req: IncomingMessage, res: ServerResponse, basePath: string): boolean {
  if (req.method !== 'GET' || (req.url !== '/' && req.url !== `${basePath}/`)) return false;
  if (!req.headers.accept?.includes('text/html')) return false;
  // Relative, since a proxy ahead may have cut off the beginning of the path.
  const location = req.url === '/' ? `.${basePath}/ui/` : './ui/';
  res.writeHead(302, { location, 'content-length': 0, 'cache-control': 'no-store', vary: 'accept' }).end();
  return true;
}
