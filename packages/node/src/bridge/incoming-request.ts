/** A Node request in raw parts, and the native `Request` of it. */
import {
  bytesFrom,
  bytesFromStream,
  headersOf,
  streamFromBytes,
  type ByteSource,
  type HeaderList,
  type RawRequest,
} from '@aperturejs/core/wire';
import type { HostInfo } from './host-info.ts';
import { hasBody, IncomingBody } from './incoming-body.ts';
import { BadRequest, type NodeRequest } from './node-http.ts';
import { parsedBody, withLength } from './parsed-body.ts';

/** Methods that a `Request` refuses to have, or would spell differently. */
const METHOD = /^(?!(?:CONNECT|TRACE|TRACK)$)[A-Z-]+$/;

/** The raw parts of a request under way, and whether its client is still there. */
export class IncomingRequest implements RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  /** What streams in; null if there is nothing, or if a parser has read it. */
  readonly upload: IncomingBody | null;
  readonly #source: ByteSource | null;
  #taken = false;
  #native: Request | undefined;
  #left = false;
  #listeners: (() => void)[] | undefined;

  /** @throws BadRequest if the method is not served, or the body is gone */
  constructor(req: NodeRequest, url: string, headers: HeaderList, told?: HostInfo) {
    const method = req.method ?? 'GET';
    if (!METHOD.test(method)) throw new BadRequest('the request method is not served', 405);
    this.method = method;
    this.url = url;
    const bodied = hasBody(req);
    const parsed = bodied ? parsedBody(req, told) : null;
    this.upload = bodied && !parsed ? new IncomingBody(req) : null;
    // A `Request` cannot have a body with GET or HEAD; what comes all the same is discarded.
    this.#source = method === 'GET' || method === 'HEAD' ? null : parsed ? bytesFrom(parsed) : this.upload;
    this.headers = parsed ? withLength(headers, parsed.byteLength) : headers;
  }

  get body(): ByteSource | null {
    // Once somebody has the native one, its body is the only way to the bytes.
    if (this.#native) return this.#native.body && bytesFromStream(this.#native.body);
    this.#taken = true;
    return this.#source;
  }

  get left(): boolean {
    return this.#left;
  }

  onAbort(listener: () => void): void {
    if (this.#left) listener();
    else (this.#listeners ??= []).push(listener);
  }

  /** The client is gone before its answer was sent whole. */
  leave(): void {
    this.#left = true;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    if (listeners) for (const listener of listeners) listener();
  }

  /** The native request, made when it is first asked for. */
  get native(): Request {
    if (this.#native) return this.#native;
    const abort = new AbortController();
    this.onAbort(() => abort.abort());
    const body = this.#source && (this.#taken ? new Uint8Array(0) : streamFromBytes(this.#source));
    const native = new Request(this.url, {
      method: this.method,
      headers: headersOf(this.headers),
      signal: abort.signal,
      ...(body && { body, duplex: 'half' }),
    });
    // The bytes went to the reader of the raw body: as with any `Request`, they are not there twice.
    if (this.#taken) void native.body?.cancel();
    return (this.#native = native);
  }
}
