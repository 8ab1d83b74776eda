/** What the stand-ins for vendors share: a loopback server and a record of what came. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * Starts a server, on loopback if nothing else is said.
 *
 * @param {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => unknown} handler
 * @param {number} [port] default: a free one
 * @param {{ host?: string, tunnel?: (request: import('node:http').IncomingMessage, socket: import('node:net').Socket) => void }} [options]
 *   `host` is another address than that of loopback; `tunnel` is asked where a client takes the server for its proxy
 * @returns {Promise<{
 *   url: string,
 *   onUpgrade(
 *     listener: (request: import('node:http').IncomingMessage, socket: import('node:net').Socket, head: Buffer) => void,
 *   ): void,
 *   close(): Promise<void>,
 * }>} `onUpgrade` takes whoever is asked for a WebSocket
 */
export async function serve(handler, port = 0, { host = '127.0.0.1', tunnel } = {}) {
  const server = createServer(handler);
  if (tunnel) server.on('connect', tunnel);
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return {
    url: `http://${host}:${server.address().port}`,
    onUpgrade: (listener) => void server.on('upgrade', listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Reads a request to its end.
 *
 * @param {import('node:http').IncomingMessage} request
 */
export async function record(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return {
    method: request.method,
    url: request.url,
    path: request.url.split('?', 1)[0],
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
  };
}

/** A body as JSON; undefined if it is none. */
export function parsed(bytes) {
  try {
    return JSON.parse(bytes);
  } catch {
    return undefined;
  }
}

/** Answers with JSON. */
export function sendJson(response, status, body, headers = {}) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
