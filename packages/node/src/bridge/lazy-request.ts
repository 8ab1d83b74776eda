/** The `Request` that a handler gets, cheap until somebody reads what only a native one has. */
import { RAW } from '@aperturejs/core/wire';
import type { IncomingRequest } from './incoming-request.ts';

/**
 * A `Request` that carries its raw parts and becomes a native one when it is read as one. A native one costs more CPU
 * than all the rest of the bridge together (docs/decisions/0002).
 */
export function lazyRequest(incoming: IncomingRequest): Request {
  return new LazyRequest(incoming) as unknown as Request;
}

const READ = [
  'body',
  'bodyUsed',
  'cache',
  'credentials',
  'destination',
  'duplex',
  'headers',
  'integrity',
  'keepalive',
  'mode',
  'redirect',
  'referrer',
  'referrerPolicy',
  'signal',
] as const;
const CALLED = ['arrayBuffer', 'blob', 'bytes', 'clone', 'formData', 'json', 'text'] as const;

class LazyRequest {
  readonly [RAW]: IncomingRequest;

  constructor(incoming: IncomingRequest) {
    this[RAW] = incoming;
  }

  get method(): string {
    return this[RAW].method;
  }

  get url(): string {
    return this[RAW].url;
  }

  // In the class, not below it: a bundler may drop a bare statement of a module that says it has no side effects.
  static {
    Object.setPrototypeOf(LazyRequest.prototype, Request.prototype);
    // `new Request(request)` and `fetch(request)` read the state of a native one. Node 20 and 22 keep it under symbols;
    // Node 24 keeps it in private fields, which nothing can stand in for: there they throw, and take a clone.
    const state = Object.getOwnPropertySymbols(new Request('http://localhost'));
    for (const name of [...READ, ...state]) {
      Object.defineProperty(LazyRequest.prototype, name, {
        get(this: LazyRequest) {
          return Reflect.get(this[RAW].native, name) as unknown;
        },
      });
    }
    for (const name of CALLED) {
      Object.defineProperty(LazyRequest.prototype, name, {
        value(this: LazyRequest) {
          return this[RAW].native[name]();
        },
      });
    }
  }
}
