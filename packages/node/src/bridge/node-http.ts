/** What the bridge stands between: Node's requests and responses, and the handlers of the Fetch standard. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { RequestContext } from '@aperturejs/core';

/** A request of `node:http`, or of `node:http2` through its compatibility layer. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;
/** The response that belongs to a {@link NodeRequest}. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** What answers a request: `gateway.fetch`, or any function of the same form. */
export type FetchHandler = (request: Request, context: RequestContext) => Response | Promise<Response>;

/** A request that no handler sees: the bridge says no by itself. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.name = 'BadRequest';
    this.status = status;
  }
}

/** True for HTTP/2, whose compatibility layer differs from `node:http` in what it says of ends and aborts. */
export function isHttp2(request: NodeRequest): request is Http2ServerRequest {
  return request.httpVersionMajor === 2;
}
