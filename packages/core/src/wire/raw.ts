/**
 * The fast lane between a face (a Node bridge) and the gateway. A face may hand over a `Request` that carries its raw
 * parts, and then gets a `Response` that carries its raw parts back. All others exchange native objects; both lanes
 * behave alike, and the conformance suite runs every case through both.
 */
import { bytesFrom, bytesFromStream, streamFromBytes, type ByteSource } from './byte-source.ts';
import { headerListOf, headersOf, type HeaderList } from './header-list.ts';

/** A request as it came over the wire. */
export interface RawRequest {
  readonly method: string;
  /** The same string as `Request.url`: absolute and normalised by the rules of the URL standard. */
  readonly url: string;
  readonly headers: HeaderList;
  /** The body, or null for a request without one. Taking it takes it from the `Request` as well. */
  readonly body: ByteSource | null;
  /** Calls the listener once if the client leaves before the answer was sent whole; at once if it has left already. */
  onAbort(listener: () => void): void;
}

/** A response as it goes over the wire. */
export interface RawResponse {
  readonly status: number;
  /** The reason phrase; empty for the default one. */
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: ByteSource | Uint8Array | null;
}

/** The key under which a `Request` or a `Response` carries its raw parts. Registered, so that two copies agree. */
export const RAW: unique symbol = Symbol.for('@aperturejs/raw') as never;

/** Something that carries raw parts. */
export interface Raw<Parts> {
  readonly [RAW]: Parts;
}

/** True if the request or response carries raw parts. */
export function isRaw<T extends object>(
  value: T,
): value is T & Raw<T extends Response ? RawResponse : RawRequest> {
  return RAW in value;
}

/** The raw parts of any request: those it carries, or a view of a native one. */
export function rawRequestOf(request: Request): RawRequest {
  if (isRaw(request)) return request[RAW];
  let body: ByteSource | null | undefined;
  return {
    method: request.method,
    url: request.url,
    headers: headerListOf(request.headers),
    // Taken when it is wanted: a request that is refused before keeps its body for the host application.
    get body() {
      return (body ??= request.body && bytesFromStream(request.body));
    },
    onAbort(listener) {
      if (request.signal.aborted) listener();
      else request.signal.addEventListener('abort', listener, { once: true });
    },
  };
}

/** The raw parts of any response: those it carries, or a view of a native one. */
export function rawResponseOf(response: Response): RawResponse {
  if (isRaw(response)) return response[RAW];
  return {
    status: response.status,
    statusText: response.statusText,
    headers: headerListOf(response.headers),
    body: response.body ? bytesFromStream(response.body) : null,
  };
}

/** Reason phrases that a `Response` takes: bytes, and no controls. A phrase in another script came as UTF-8. */
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * A native `Response` of raw parts.
 *
 * @throws TypeError if a header has no native form; the body is cancelled then
 */
export function nativeResponse(raw: RawResponse): Response {
  const { body, status } = raw;
  // A Response with one of these statuses refuses a body, even an empty one (Fetch, "null body status").
  const bare = status === 204 || status === 205 || status === 304;
  const init = { status, statusText: REASON.test(raw.statusText) ? raw.statusText : '' };
  try {
    const headers = headersOf(raw.headers);
    if (body === null || body instanceof Uint8Array) {
      return new Response(bare ? null : (body as Uint8Array<ArrayBuffer> | null), { ...init, headers });
    }
    if (bare) body.cancel();
    return new Response(bare ? null : streamFromBytes(body), { ...init, headers });
  } catch (error) {
    if (body && !(body instanceof Uint8Array)) body.cancel();
    throw error;
  }
}

/**
 * A `Response` that carries its raw parts and becomes a native one only when somebody reads it. For faces that sent a
 * raw request; whoever else needs a real `Response` gets {@link nativeResponse}.
 */
export function lazyResponse(raw: RawResponse): Response & Raw<RawResponse> {
  return new LazyResponse(raw) as unknown as Response & Raw<RawResponse>;
}

const READ = ['statusText', 'headers', 'body', 'bodyUsed', 'redirected', 'type', 'url'] as const;
const CALLED = ['arrayBuffer', 'blob', 'bytes', 'clone', 'formData', 'json', 'text'] as const;

class LazyResponse {
  readonly #raw: RawResponse;
  #native: Response | undefined;

  constructor(raw: RawResponse) {
    this.#raw = raw;
  }

  get [RAW](): RawResponse {
    // Once somebody has the native one, its body is the only way to the bytes.
    return this.#native ? rawResponseOf(this.#native) : this.#raw;
  }

  get native(): Response {
    return (this.#native ??= nativeResponse(this.#raw));
  }

  get status(): number {
    return this.#raw.status;
  }

  get ok(): boolean {
    return this.#raw.status >= 200 && this.#raw.status < 300;
  }

  // Everything else of a Response is read off the native one, made at that moment. In the class, not below it: a
  // bundler may drop a bare statement of a module that says it has no side effects.
  static {
    Object.setPrototypeOf(LazyResponse.prototype, Response.prototype);
    for (const name of READ) {
      Object.defineProperty(LazyResponse.prototype, name, {
        get(this: LazyResponse) {
          return this.native[name];
        },
      });
    }
    for (const name of CALLED) {
      Object.defineProperty(LazyResponse.prototype, name, {
        value(this: LazyResponse) {
          return this.native[name]();
        },
      });
    }
  }
}

/** Raw bytes of a body that is wanted as a source. */
export function sourceOf(body: RawResponse['body']): ByteSource | null {
  return body instanceof Uint8Array ? bytesFrom(body) : body;
}
