/**
 * The WebSocket side of the stand-in for the ChatGPT backend, as strict as its HTTP side: a handshake of Codex with its token and
 * account, then one `response.create` a call, of which those that build on an answer must name one of this connection.
 */
import { createHash, randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { WebSocketServer } from 'ws';
import { answerTo, completed, responseEvents } from './responses-api.mjs';
import { parsed } from './serve.mjs';

/**
 * Makes it.
 *
 * @param {{
 *   refusalOf: (seen: { headers: any, rawHeaders: string[], url: string, path: string }) =>
 *     { status: number, body: any } | undefined,
 *   models: string[],
 *   objections: string[],
 * }} backend `refusalOf` judges a handshake, and objections are added to `objections`
 */
export function createChatgptSockets({ refusalOf, models, objections }) {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: true,
    maxPayload: 16 * 1024 * 1024,
  });
  /** All that asked for a WebSocket, whatever became of it: an HTTP server does not count them as its own. */
  const connections = new Set();
  const turnState = `turn-state-${randomUUID()}`;
  const sockets = {
    /** Every handshake that came, oldest first. */
    handshakes: [],
    /** Every message that came, with what it was. */
    messages: [],
    /**
     * Takes a handshake over, if it returns true.
     *
     * @type {null | ((seen: any, socket: import('node:net').Socket, attempt: number) => boolean | void)}
     */
    onHandshake: null,
    /**
     * Takes a create over, if it returns true.
     *
     * @type {null | ((socket: import('ws').WebSocket, body: any, count: number) => boolean | void)}
     */
    onCreate: null,
    upgrade,
    /** How many are open. */
    open: () => server.clients.size,
    close() {
      for (const connection of connections) connection.destroy();
    },
  };
  server.on('headers', (lines) =>
    lines.push(
      `x-codex-turn-state: ${turnState}`,
      `x-request-id: ${randomUUID()}`,
      'set-cookie: __cf_bm=made; path=/; HttpOnly',
    ),
  );

  function upgrade(request, socket, head) {
    const { url, headers, rawHeaders } = request;
    const seen = { url, path: url.split('?', 1)[0], headers, rawHeaders };
    sockets.handshakes.push(seen);
    connections.add(socket);
    socket.on('error', () => {}).once('close', () => connections.delete(socket));
    if (sockets.onHandshake?.(seen, socket, sockets.handshakes.length)) return;
    const refused = refusalOf(seen) ?? betaRefusal(headers) ?? earlyRefusal(head);
    if (refused) {
      objections.push(`handshake ${url}: ${refused.status} ${JSON.stringify(refused.body)}`);
      answerHandshake(socket, refused.status, refused.body);
      return;
    }
    server.handleUpgrade(request, socket, head, converse);
  }

  function converse(socket) {
    const given = new Set();
    let count = 0;
    socket.on('error', () => {});
    socket.on('message', (bytes, isBinary) => {
      const body = parsed(bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      sockets.messages.push({ body, sha256, handshake: sockets.handshakes.length });
      count += 1;
      const problem = isBinary ? 'Binary messages are not supported.' : problemOf(body, given);
      if (problem) {
        objections.push(`message: ${problem}`);
        return sendError(socket, 400, { code: 'invalid_request_error', message: problem });
      }
      if (sockets.onCreate?.(socket, body, count)) return undefined;
      const result = completed(body, body.generate === false ? [] : answerTo(body));
      given.add(result.id);
      for (const event of responseEvents(result)) socket.send(JSON.stringify(event));
      return undefined;
    });
  }

  function problemOf(body, given) {
    if (body?.type !== 'response.create') return 'Send a response.create.';
    if (body.stream !== true) return 'Stream must be set to true';
    if (body.store !== false) return 'Store must be set to false';
    if (!Array.isArray(body.input) || body.input.length === 0) return 'Input must be a list';
    if (body.previous_response_id !== undefined && !given.has(body.previous_response_id))
      return 'The previous response is of another connection.';
    if (!models.includes(body.model)) return `The '${body.model}' model is not supported.`;
    return undefined;
  }

  return sockets;
}

/** Answers a handshake with something else than a socket. */
export function answerHandshake(
  socket,
  status,
  body = { error: { message: `made ${status}` } },
  headers = {},
) {
  const text = JSON.stringify(body);
  const fields = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
  return true;
}

/** Tells of an error in the vendor's shape. */
export function sendError(socket, status, { code, message }) {
  const error = { type: 'invalid_request_error', code, message, param: null };
  socket.send(JSON.stringify({ type: 'error', status, error }));
  return true;
}

const BETA = 'responses_websockets=2026-02-06';

function betaRefusal(headers) {
  return headers['openai-beta'] === BETA
    ? undefined
    : { status: 400, body: { detail: `openai-beta must be ${BETA}` } };
}

function earlyRefusal(head) {
  return head.length === 0
    ? undefined
    : { status: 400, body: { detail: 'There were bytes behind the handshake.' } };
}
