/** Sends a `Response` through a Node response. */
import { validateHeaderValue, type ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { rawResponseOf, sourceOf, type HeaderList, type RawResponse } from '@aperturejs/core/wire';
import { isHttp2 } from './node-http.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { ResponseSink } from './response-sink.ts';

/** Framing is Node's own business (RFC 9110 section 7.6.1); trailers do not exist in the Fetch standard. */
const FRAMING = new Set(['keep-alive', 'te', 'trailer', 'transfer-encoding']);
/** HTTP/2 forbids what speaks of connections (RFC 9113 section 8.2.2). A 426 needs `upgrade` on HTTP/1. */
const HTTP1_ONLY = new Set(['connection', 'http2-settings', 'proxy-connection', 'upgrade']);
/** Reason phrases that Node accepts: anything of Latin-1 but controls. */
const REASON = /^[\t\x20-\x7e\x80-\xff]+$/;

/**
 * Sends a response; settles when all of it is handed to the connection, or nobody wants it any more.
 *
 * @throws if the handler's answer is not a `Response` or cannot be written; nothing was sent then
 * @returns the error with which the body broke off, if it did: the client sees a cut connection
 */
export function sendResponse(
  res: ServerResponse,
  response: Response,
  incoming: IncomingRequest,
): Promise<Error | undefined> | undefined {
  if (!isResponse(response)) throw new TypeError('the handler did not return a Response');
  const raw = rawResponseOf(response);
  // Somebody else has answered, or nobody is there to read.
  if (incoming.left || res.headersSent || res.writableEnded) return drop(raw);
  const { status } = raw;
  const bodiless = incoming.method === 'HEAD' || status === 204 || status === 205 || status === 304;
  writeHead(res, raw, bodiless);
  const { body } = raw;
  if (bodiless || body === null || body instanceof Uint8Array) {
    if (bodiless || body === null) {
      drop(raw);
      res.end();
    } else {
      res.end(body);
    }
    incoming.upload?.discard();
    return undefined;
  }
  return new Promise((resolve) => {
    const sink = new ResponseSink(res, body, (error) => {
      if (error) cut(res);
      else incoming.upload?.discard();
      resolve(error);
    });
    incoming.onAbort(() => sink.cancel());
    sink.start();
  });
}

function writeHead(res: ServerResponse, raw: RawResponse, bodiless: boolean): void {
  const http2 = isHttp2(res.req);
  const headers = outgoingHeaders(raw.headers, http2);
  if (raw.status === 204) delete headers['content-length'];
  else if (!bodiless && headers['content-length'] === undefined) {
    const length =
      raw.body === null ? 0 : raw.body instanceof Uint8Array ? raw.body.byteLength : raw.body.length;
    if (length !== undefined) headers['content-length'] = String(length);
  }
  const cookies = headers['set-cookie'];
  if (cookies && res.hasHeader('set-cookie')) {
    headers['set-cookie'] = [res.getHeader('set-cookie'), cookies].flat() as string[];
  }
  if (!http2 && REASON.test(raw.statusText)) res.writeHead(raw.status, raw.statusText, headers);
  else res.writeHead(raw.status, headers);
}

/**
 * An object for `writeHead`, repeats as arrays. Not the flat list that Node takes as well: once a framework has set any
 * header, Node keeps only the last of the repeats in a list.
 */
function outgoingHeaders(list: HeaderList, http2: boolean): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (let i = 0; i < list.length; i += 2) {
    const name = (list[i] as string).toLowerCase();
    if (FRAMING.has(name) || (http2 && HTTP1_ONLY.has(name))) continue;
    const value = list[i + 1] as string;
    // On HTTP/1 `writeHead` does so itself.
    if (http2) validateHeaderValue(name, value);
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (typeof before === 'string') headers[name] = [before, value];
    else before.push(value);
  }
  return headers;
}

/** Ends a response so that nobody takes it for whole. */
function cut(res: ServerResponse): void {
  if (isHttp2(res.req)) {
    res.req.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    return;
  }
  const { socket } = res;
  // An HTTP/1.0 body without a length ends with its connection, unless that is reset; nginx speaks 1.0 to its upstreams
  // by default. (TLS tells a proper end from a cut by itself.)
  if (res.req.httpVersionMinor === 0 && socket && !('encrypted' in socket)) socket.resetAndDestroy();
  else res.destroy();
}

function drop(raw: RawResponse): undefined {
  sourceOf(raw.body)?.cancel();
}

/** Any `Response` will do, another copy's too. */
function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value;
}
