/** Sends a `Response` through a Node response. */
import type { ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { rawResponseOf, sourceOf, type RawResponse } from '@aperturejs/core/wire';
import { isHttp2 } from './node-http.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { isBodiless, writeHead } from './response-head.ts';
import { ResponseSink } from './response-sink.ts';

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
  const bodiless = isBodiless(incoming.method, raw.status);
  try {
    writeHead(res, raw, bodiless);
  } catch (error) {
    // Nobody else would tell the upstream to stop.
    drop(raw);
    throw error;
  }
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

/** Ends a response so that nobody takes it for whole. */
export function cut(res: ServerResponse): void {
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
