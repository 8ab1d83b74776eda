/** Sends a request to its provider and hands the answer back as it comes. */
import { GatewayError } from '../errors.ts';
import type { Transport, UpstreamRequest } from '../ports/transport.ts';
import type { RawRequest, RawResponse } from '../wire/raw.ts';
import { responseHeaders } from './headers.ts';
import { withModelPrefix } from './model-prefix.ts';

/**
 * Relays. Nothing of the answer is buffered or changed but its headers and the model's name, and a stream that breaks off
 * upstream breaks off here. The client's leaving ends the exchange at every stage.
 *
 * @param modelPrefix what was cut off the model that the client named
 * @throws GatewayError if the provider gives no answer
 */
export async function relay(
  request: RawRequest,
  upstream: UpstreamRequest,
  transport: Transport,
  modelPrefix = '',
): Promise<RawResponse> {
  const exchange = transport.send(upstream);
  request.onAbort(() => exchange.cancel());
  const { status, statusText, headers, body } = await exchange.response;
  if (status < 200 || status > 599) {
    exchange.cancel();
    throw new GatewayError(
      'upstream_invalid',
      `the provider answered with the status ${status}, which has no meaning`,
    );
  }
  return {
    status,
    statusText,
    headers: responseHeaders(headers, modelPrefix),
    body: withModelPrefix(body, headers, modelPrefix),
  };
}
