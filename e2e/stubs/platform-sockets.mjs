/**
 * The WebSocket side of the stand-in for OpenAI's platform: Responses, where each message names its model, and Realtime, where
 * the URL does and keys may stand among the subprotocols.
 */
import { WebSocketServer } from 'ws';
import { answerHandshake, sendError } from './chatgpt-sockets.mjs';
import { answerTo, completed, responseEvents } from './responses-api.mjs';
import { parsed } from './serve.mjs';

const KEY_PROTOCOL = 'openai-insecure-api-key.';

/**
 * Makes it.
 *
 * @param {{
 *   refusalOf: (seen: { headers: any, rawHeaders: string[], url: string }) => { status: number, message: string } | undefined,
 *   key: string,
 *   models: string[],
 *   objections: string[],
 * }} platform `refusalOf` judges the manners of a handshake
 */
export function createPlatformSockets({ refusalOf, key, models, objections }) {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => (protocols.has('realtime') ? 'realtime' : false),
  });
  const handshakes = [];

  function upgrade(request, socket, head) {
    const { url, headers, rawHeaders } = request;
    handshakes.push({ url, headers, rawHeaders });
    const { pathname, searchParams } = new URL(url, 'http://platform');
    const model = searchParams.get('model');
    const isRealtime = pathname === '/v1/realtime';
    const refused =
      refusalOf({ url, headers, rawHeaders }) ??
      (isRealtime || pathname === '/v1/responses' ? undefined : { status: 404, message: 'Invalid URL' }) ??
      keyRefusal(headers) ??
      (isRealtime && !models.includes(model) ? { status: 404, message: `No model ${model}` } : undefined);
    if (refused) {
      objections.push(`handshake ${url}: ${refused.status} ${refused.message}`);
      const error = { message: refused.message, type: 'invalid_request_error', param: null, code: null };
      answerHandshake(socket, refused.status, { error });
      return;
    }
    server.handleUpgrade(request, socket, head, (opened) =>
      isRealtime ? speak(opened, model) : respond(opened),
    );
  }

  /** One key, in the header or among the subprotocols. */
  function keyRefusal({ authorization, 'sec-websocket-protocol': offered = '' }) {
    const keys = offered
      .split(/, */)
      .flatMap((name) => (name.startsWith(KEY_PROTOCOL) ? [name.slice(KEY_PROTOCOL.length)] : []));
    if (authorization !== undefined) keys.push(authorization.replace(/^Bearer /, ''));
    return keys.length === 1 && keys[0] === key
      ? undefined
      : { status: 401, message: `Incorrect API key provided: ${keys.length} of them.` };
  }

  function respond(socket) {
    socket.on('message', (bytes) => {
      const body = parsed(bytes);
      if (body?.type !== 'response.create')
        return sendError(socket, 400, { code: 'unknown_event', message: 'Send a response.create.' });
      if (!models.includes(body.model)) {
        objections.push(`message: no model ${body.model}`);
        return sendError(socket, 404, { code: 'model_not_found', message: `No model ${body.model}` });
      }
      for (const event of responseEvents(completed(body, answerTo(body)))) socket.send(JSON.stringify(event));
      return undefined;
    });
  }

  return {
    /** Every handshake that came, oldest first. */
    handshakes,
    upgrade,
    close() {
      for (const client of server.clients) client.terminate();
    },
  };
}

/** A conversation that says back what it is told. */
function speak(socket, model) {
  const say = (event) => socket.send(JSON.stringify({ event_id: 'event_made', ...event }));
  let told = '';
  say({ type: 'session.created', session: { type: 'realtime', model } });
  socket.on('message', (bytes) => {
    const event = parsed(bytes);
    if (event?.type === 'conversation.item.create') {
      told = event.item.content[0].text;
      return;
    }
    if (event?.type !== 'response.create') {
      say({ type: 'error', error: { type: 'invalid_request_error', message: 'What?', code: null } });
      return;
    }
    for (const delta of ['You said: ', told]) say({ type: 'response.output_text.delta', delta });
    say({ type: 'response.done', response: { status: 'completed', usage: { total_tokens: 12 } } });
  });
}
