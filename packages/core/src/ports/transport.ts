/** The port that carries requests to providers. */
import type { ByteSource } from '../wire/byte-source.ts';
import type { HeaderList } from '../wire/header-list.ts';

/** Carries a request to a provider. */
export interface Transport {
  /** Starts the exchange. Errors come through `response` as `GatewayError`. */
  send(request: UpstreamRequest): UpstreamExchange;
  /** Ends idle connections and waits for none. */
  close?(): Promise<void>;
}

/** A request for a provider, complete: the transport adds `host` and framing and nothing else. */
export interface UpstreamRequest {
  readonly method: string;
  /** The provider's origin, as the config has it: `https://api.openai.com`. */
  readonly origin: string;
  /** Path and query, as they go on the request line. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | ByteSource | null;
  /** The deadlines of this exchange in milliseconds; 0 is none. */
  readonly deadlines: Deadlines;
}

/** Milliseconds; 0 means no limit. */
export interface Deadlines {
  /** Until the connection to the provider stands, name lookup and TLS included. */
  readonly connect: number;
  /** From the last byte of the request until the provider's response head. */
  readonly firstByte: number;
  /** Between two chunks of the response body, counted on wire bytes. */
  readonly idle: number;
  /** From start to end of the exchange. */
  readonly total: number;
}

/** An exchange under way. */
export interface UpstreamExchange {
  /** The response head, once it is there; 1xx answers are not shown. Redirects are answers like any other. */
  readonly response: Promise<UpstreamResponse>;
  /** Ends the exchange at whatever stage it is and frees its connection. The response rejects or its body fails. */
  cancel(reason?: Error): void;
}

/** A provider's answer as it came. */
export interface UpstreamResponse {
  readonly status: number;
  readonly statusText: string;
  /** As on the wire, hop-by-hop headers included: the relay removes them. */
  readonly headers: HeaderList;
  readonly body: ByteSource;
}
