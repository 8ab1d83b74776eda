/** One exchange: the handler that undici calls, and what the gateway holds of it. */
import type { UpstreamExchange, UpstreamRequest, UpstreamResponse } from '@aperturejs/core';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Connection, Connections } from './connections.ts';
import { startDeadline, type Deadline } from './deadlines.ts';
import { upstreamFailure, type Stage } from './failures.ts';
import { framedHeaders } from './framing.ts';
import { readableFrom } from './request-body.ts';
import { ResponseBody } from './response-body.ts';

/**
 * The methods whose names begin with `on` are undici's older handler interface, which gives the headers as they stood
 * on the wire; the newer one is a wrapper around it that builds an object of them first.
 */
export class Exchange implements UpstreamExchange, Dispatcher.DispatchHandler {
  readonly response: Promise<UpstreamResponse>;
  readonly #request: UpstreamRequest;
  readonly #connections: Connections;
  readonly #connection: Connection;
  readonly #body: ResponseBody = new ResponseBody(this);
  readonly #total: Deadline | null;
  #resolve!: (response: UpstreamResponse) => void;
  #reject!: (error: Error) => void;
  #upload: Readable | null = null;
  #stage: Stage = 'connect';
  #over = false;
  /** The limit of the stage. */
  #deadline: Deadline | null = null;
  #abort: ((reason: Error) => void) | null = null;
  #paused = false;
  #resumeParser: (() => void) | null = null;

  constructor(request: UpstreamRequest, connections: Connections) {
    this.#request = request;
    this.#connections = connections;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever cancels may not listen any more, and a rejection that nobody hears ends the process.
    this.response.catch(() => {});
    this.#connection = connections.take(request.origin);
    this.#connection.user = this;
    this.#total = startDeadline('total', request, this.#expire);
  }

  /** Hands the request to undici. */
  send(): void {
    const { method, path, body } = this.#request;
    try {
      const headers = framedHeaders(this.#request) as string[];
      if (body && !(body instanceof Uint8Array)) {
        this.#upload = readableFrom(body, (error) => this.#fail(error));
      }
      this.#connection.client.dispatch(
        { method, path, headers, body: this.#upload ?? (body as Uint8Array) },
        this,
      );
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  cancel(reason: Error = new Error('the exchange was cancelled')): void {
    this.#fail(reason);
  }

  /** Lets the parser go on. */
  resume(): void {
    if (!this.#paused) return;
    // Not at once: undici's parser must not be entered from a callback of its own, be it another exchange's.
    queueMicrotask(() => {
      if (!this.#paused || this.#over) return;
      this.#paused = false;
      this.#deadline = startDeadline('idle', this.#request, this.#expire);
      this.#resumeParser?.();
    });
  }

  /** The connection has to be made first. */
  onConnecting(): void {
    if (this.#over) this.#connection.socket?.destroy(new Error('the exchange is over'));
    else this.#deadline ??= startDeadline('connect', this.#request, this.#expire);
  }

  onConnect(abort: (reason?: Error) => void): void {
    // Thrown, not aborted: undici then leaves the connection alone.
    if (this.#over) throw new Error('the exchange is over');
    this.#stopDeadline();
    this.#abort = abort;
    this.#stage = 'head';
  }

  onRequestSent(): void {
    if (this.#stage !== 'head' || this.#over) return;
    this.#deadline = startDeadline('firstByte', this.#request, this.#expire);
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, statusText: string): boolean {
    if (status < 200) return true;
    this.#stopDeadline();
    this.#stage = 'body';
    this.#resumeParser = resume;
    // Field values are bytes; Latin-1 keeps every one of them (RFC 9110 section 5.5).
    const headers = raw.map((part) => part.toString('latin1'));
    this.#deadline = startDeadline('idle', this.#request, this.#expire);
    // A 304 may tell the length that a 200 would have (RFC 9110 section 8.6); undici misses those bytes and fails.
    if (status === 304) this.#body.end();
    this.#resolve({ status, statusText, headers, body: this.#body });
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#deadline?.refresh();
    // The parser gives an empty piece when it goes on; a reader that refused that too would never see the next.
    if (chunk.length === 0 || this.#body.push(chunk)) return true;
    // A client that reads slowly is no fault of the provider.
    this.#stopDeadline();
    this.#paused = true;
    return false;
  }

  onComplete(): void {
    // A body without a length ends with its connection, and undici takes a reset for such an end too.
    const broken = this.#connection.socket?.errored;
    if (broken) {
      this.onError(broken);
      return;
    }
    if (this.#over) return;
    this.#finish();
    this.#connection.user = null;
    this.#connections.release(this.#connection);
    this.#body.end();
  }

  onError(error: Error): void {
    if (!this.#over) this.#fail(upstreamFailure(error, this.#request.origin, this.#stage));
  }

  readonly #expire = (error: Error): void => this.#fail(error);

  #fail(error: Error): void {
    if (this.#over) return;
    this.#finish();
    if (this.#abort) this.#abort(error);
    else this.#connection.socket?.destroy(error);
    this.#upload?.destroy();
    if (this.#stage === 'body') this.#body.fail(error);
    else this.#reject(error);
  }

  #finish(): void {
    this.#over = true;
    this.#stopDeadline();
    if (this.#total) clearTimeout(this.#total);
  }

  #stopDeadline(): void {
    if (this.#deadline) clearTimeout(this.#deadline);
    this.#deadline = null;
  }
}
