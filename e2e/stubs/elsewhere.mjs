/**
 * Takes what a client would send to its vendor past the gateway: account pages, token refresh, telemetry. It answers 404
 * to all of it but the account's workspace, without which newer versions of Codex make no call where the provider is OpenAI, and
 * as a proxy it opens no tunnel.
 */
import { record, sendJson, serve } from './serve.mjs';

/**
 * Starts it.
 *
 * @param {{ host?: string }} [options]
 */
export async function startElsewhere({ host } = {}) {
  const requests = [];
  const tunnels = [];
  const server = await serve(
    async (request, response) => {
      const seen = await record(request);
      requests.push(seen);
      if (seen.path === '/backend-api/wham/accounts/check') return sendJson(response, 200, workspaceOf(seen));
      sendJson(response, 404, { detail: 'Not Found' });
    },
    undefined,
    {
      ...(host && { host }),
      tunnel: ({ url }, socket) => {
        tunnels.push(url);
        socket.on('error', () => {});
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      },
    },
  );
  return {
    ...server,
    requests,
    /** Host and port of every tunnel that was asked for. */
    tunnels,
  };
}

function workspaceOf({ headers }) {
  const id = headers['chatgpt-account-id'];
  const workspace = { workspace_backend_origin: 'https://chatgpt.com', account_routing_override: 'us' };
  return { accounts: [{ id, ...workspace }], account_ordering: [id], default_account_id: id };
}
