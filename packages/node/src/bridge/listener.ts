/** A Fetch handler as a request listener for `node:http`, `node:http2`, Express and Koa. */
import type { ServerResponse } from 'node:http';
import { basePathOf, contextOf, isSecure, targetOf, type HostInfo } from './host-info.ts';
import { discard } from './incoming-body.ts';
import { incomingHeaders } from './incoming-headers.ts';
import { BadRequest, isHttp2, type FetchHandler, type NodeRequest, type NodeResponse } from './node-http.ts';
import { IncomingRequest } from './incoming-request.ts';
import { lazyRequest } from './lazy-request.ts';
import { cut, sendResponse } from './response.ts';
import { createOriginReader, pathOf } from './target.ts';

/** How a listener treats requests. */
export interface ListenerOptions {
  /**
   * False hands every request over as a native `Request`, which costs about four times the CPU. Default true, and then
   * `new Request(request)` and `fetch(request)` want `request.clone()` instead, from Node 24 on.
   */
  readonly lazy?: boolean;
  /** Hears why a request was answered with a 500, and why a body broke off. Default: nobody does. */
  onError?(error: unknown): void;
  /** What the host application knows; read for each request, wins over what the request says of itself. */
  info?(req: NodeRequest): HostInfo;
  /** The requests to take. All others go to `next`, where there is one. Default: all. */
  owns?(url: string, basePath: string): boolean;
}

/** Answers a request. The promise settles when the answer is handed over whole, and never rejects. */
export type NodeListener = (
  req: NodeRequest,
  res: NodeResponse,
  /** Connect's: called without an error for requests that are not owned, with one instead of answering 500. */
  next?: (error?: unknown) => void,
) => Promise<void>;

/**
 * Makes a request listener of a handler.
 *
 * @param handler gets a `Request` and what the connection tells: `gateway.fetch`, for one
 */
export function toNodeListener(handler: FetchHandler, options: ListenerOptions = {}): NodeListener {
  const { lazy = true } = options;
  const originOf = createOriginReader();
  const report = (error: unknown): void => {
    try {
      options.onError?.(error);
    } catch {
      // Whoever only listens takes nothing away from the client.
    }
  };
  return async (req, anyRes, next) => {
    // The compatibility layer of HTTP/2 has the methods of HTTP/1; where it behaves differently, `isHttp2` is asked.
    const res = anyRes as ServerResponse;
    let incoming: IncomingRequest | undefined;
    try {
      const told = options.info?.(req);
      const path = pathOf(targetOf(req, told));
      if (next && options.owns && !options.owns(`http://localhost${path}`, basePathOf(req, told)))
        return next();
      const { list, host } = incomingHeaders(req);
      incoming = new IncomingRequest(req, originOf(isSecure(req, told), host) + path, list, told);
      if (!watch(res, incoming)) return;
      const request = lazy ? lazyRequest(incoming) : incoming.native;
      const response = await handler(request, contextOf(req, told));
      const broken = await sendResponse(res, response, incoming);
      if (broken) report(broken);
    } catch (error) {
      const isRefusal = error instanceof BadRequest;
      if (!isRefusal && !next) report(error);
      // Nobody hears a rejection, and Node ends the process for it.
      try {
        if (isRefusal) refuse(res, error.status, error.message);
        else if (next) next(error);
        else refuse(res, 500, 'internal error');
      } catch {
        cut(res);
      }
      if (incoming) incoming.upload?.discard();
      else if (isRefusal || !next) discard(req);
    }
  };
}

/** Watches for the client leaving. False if it has left already. */
function watch(res: ServerResponse, incoming: IncomingRequest): boolean {
  if (res.destroyed || res.closed) return false;
  const http2 = isHttp2(res.req);
  res.once('close', () => {
    // A reset stream of HTTP/2 says that its writable side finished; that it was never ended gives it away.
    if (http2 ? !res.writableEnded : !res.writableFinished) incoming.leave();
  });
  return true;
}

function refuse(res: ServerResponse, status: number, message: string): void {
  if (res.writableEnded || res.destroyed) return;
  if (res.headersSent) {
    cut(res);
    return;
  }
  const body = JSON.stringify({ error: { message } });
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  res.end(body);
}
