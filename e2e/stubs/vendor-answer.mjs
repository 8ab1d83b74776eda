/** How the stand-ins answer: compressed where the client takes it, event by event, and broken off if that was ordered. */
import { gzipSync } from 'node:zlib';

/**
 * Answers with JSON, compressed as vendors do it for whoever asks for gzip.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string | string[]>} headers
 * @param {{ headers: Record<string, string | undefined> }} seen the request
 */
export function answerJson(response, status, body, headers, seen) {
  const text = Buffer.from(JSON.stringify(body));
  const gzip = /\bgzip\b/.test(seen.headers['accept-encoding'] ?? '');
  const bytes = gzip ? gzipSync(text) : text;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(gzip && { 'content-encoding': 'gzip', vary: 'accept-encoding' }),
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}

/** The end of a stream that has none. */
export const SILENCE = Symbol('silence');

/**
 * Streams pieces, one write each.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {(string | Uint8Array)[]} pieces
 * @param {Record<string, string | string[]>} headers
 * @param {{ failure?: string | Uint8Array | typeof SILENCE | null }} [end] what comes instead of the second half of the pieces;
 *   null ends the connection there
 */
export async function answerStream(response, pieces, headers, { failure } = {}) {
  response.writeHead(200, headers);
  const whole = failure === undefined ? pieces : pieces.slice(0, pieces.length / 2);
  for (const piece of whole) {
    response.write(piece);
    // Lets each piece leave on its own, as a vendor's do.
    await new Promise(setImmediate);
  }
  if (failure === SILENCE) return undefined;
  if (failure === null) return response.destroy();
  response.end(failure);
}

/**
 * A server-sent event.
 *
 * @param {object | string} data
 * @param {string} [event] its name
 */
export const serverSent = (data, event) =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** The head of a stream of them. */
export const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
};
