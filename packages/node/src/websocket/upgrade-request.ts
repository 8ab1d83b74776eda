/** What a request must be to open a WebSocket (RFC 6455 section 4.2.1), judged before anybody is asked about it. */
import type { IncomingMessage } from 'node:http';
import { BadRequest } from '../bridge/node-http.ts';

/** Fields of a token list (RFC 9110 section 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** True if a WebSocket is asked for, and not another protocol such as `h2c`. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return (
    headers.upgrade
      ?.toLowerCase()
      .split(',')
      .some((token) => token.trim() === 'websocket') ?? false
  );
}

/**
 * Refuses what is no proper handshake, or might hold a second request. A body, and bytes that come before the answer, are
 * read in different ways by the programs between a client and a provider (field.md D13).
 *
 * @param head what came behind the head of the request
 * @throws BadRequest
 */
export function checkUpgrade(
  { method, httpVersionMajor, httpVersionMinor, headers }: IncomingMessage,
  head: Buffer,
): void {
  if (method !== 'GET') throw new BadRequest('a WebSocket is asked for with GET', 405);
  if (httpVersionMajor !== 1 || httpVersionMinor < 1) throw new BadRequest('a WebSocket needs HTTP/1.1');
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) {
    throw new BadRequest('a request for a WebSocket has no body');
  }
  if (head.length > 0) throw new BadRequest(TOO_SOON);
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    throw new BadRequest('the Upgrade header must name websocket and nothing else');
  }
  if (headers['sec-websocket-version'] !== '13') {
    throw new BadRequest(
      'the gateway speaks version 13 of the WebSocket protocol: Sec-WebSocket-Version: 13',
    );
  }
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) {
    throw new BadRequest('the Sec-WebSocket-Key header is not a key');
  }
  const protocols = headers['sec-websocket-protocol']?.split(',').map((token) => token.trim()) ?? [];
  if (!protocols.every((token) => TOKEN.test(token)) || new Set(protocols).size < protocols.length) {
    throw new BadRequest('the Sec-WebSocket-Protocol header is no list of different protocols');
  }
}

/** What a client is told that did not wait for the answer. */
export const TOO_SOON = 'data came before the WebSocket was accepted';
