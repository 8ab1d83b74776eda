/** The headers of a request as undici takes them: it writes `host`, `content-length` and `connection` itself. */
import { GatewayError, type UpstreamRequest } from '@aperturejs/core';
import { headerValue, type HeaderList } from '@aperturejs/core/wire';

/**
 * The headers to send. A length that the body knows is added where the caller declared none.
 *
 * @throws GatewayError if the request names another host than its origin: in a Host header, which would also become the
 *   TLS name of the connection, or in a path that is a whole URL, which outranks Host (RFC 9112 section 3.2.2)
 * @throws GatewayError if the headers declare a length for a body that is not there: undici would send
 *   `content-length: 0` without a word
 */
export function framedHeaders({ headers, path, body }: UpstreamRequest): HeaderList {
  if (headerValue(headers, 'host') !== undefined || !path.startsWith('/')) {
    throw new GatewayError('internal', 'the gateway tried to name a host of its own');
  }
  const declared = headerValue(headers, 'content-length');
  if (body === null || (body instanceof Uint8Array && body.byteLength === 0)) {
    if (declared !== undefined && Number(declared) !== 0) {
      throw new GatewayError('internal', `the gateway declared ${declared} bytes and has none to send`);
    }
    return headers;
  }
  // A body with bytes is compared by undici, before it is sent (an array) or while (a stream).
  if (declared !== undefined || body instanceof Uint8Array || body.length === undefined) return headers;
  return [...headers, 'content-length', String(body.length)];
}
