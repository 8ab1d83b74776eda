/**
 * Takes what a client would send to its vendor past the gateway: account pages, token refresh, telemetry. It answers 404
 * to all of it, and as a proxy it opens no tunnel.
 */
import { record, sendJson, serve } from './serve.mjs';

/** Starts it. */
export async function startElsewhere() {
  const requests = [];
  const tunnels = [];
  const server = await serve(
    async (request, response) => {
      requests.push(await record(request));
      sendJson(response, 404, { detail: 'Not Found' });
    },
    undefined,
    {
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
