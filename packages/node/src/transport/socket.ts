/** A WebSocket to a provider, by the rules of the transport: its certificates, its deadlines, nothing followed. */
import type { IncomingMessage } from 'node:http';
import type { SecureContext } from 'node:tls';
import { GatewayError, type Deadlines, type UpgradeRefusal } from '@aperturejs/core';
import type { HeaderList } from '@aperturejs/core/wire';
import { WebSocket, type ClientOptions } from 'ws';
import { startDeadline } from './deadlines.ts';
import { hostOf, upstreamFailure } from './failures.ts';

/** A WebSocket to open. */
export interface SocketRequest {
  /** The provider's origin, as the config has it: `https://api.openai.com`. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly protocols: readonly string[];
  /** `connect` counts until the provider has accepted. */
  readonly deadlines: Deadlines;
  /** Offers `permessage-deflate`. */
  readonly deflate: boolean;
  /** The longest message that is taken from the provider, in bytes. */
  readonly maxMessageBytes: number;
}

/** A socket that the provider accepted. It is paused: whoever takes it over resumes it. */
export interface OpenSocket {
  readonly socket: WebSocket;
  /** Those of the 101. */
  readonly headers: HeaderList;
}

/** A handshake under way. */
export interface SocketExchange {
  /** The socket, or the provider's answer that is none. Rejects with a `GatewayError`. */
  readonly answer: Promise<OpenSocket | UpgradeRefusal>;
  /** Ends the handshake. Has no effect once there is an answer. */
  cancel(): void;
}

/** What is read of an answer that is no 101: an error's text. */
const MAX_REFUSAL = 64 * 1024;
/** How long a provider may take to answer a close frame, before the connection is cut. */
const CLOSE_MS = 5_000;

/** Starts the handshake. */
export function openSocket(request: SocketRequest, secureContext: SecureContext | undefined): SocketExchange {
  const { origin } = request;
  let cancel = (): void => {};
  const answer = new Promise<OpenSocket | UpgradeRefusal>((resolve, reject) => {
    let over = false;
    const settle = (): boolean => {
      if (over) return false;
      over = true;
      if (deadline) clearTimeout(deadline);
      return true;
    };
    const fail = (error: Error): void => {
      if (!settle()) return;
      reject(asFailure(error, origin));
      socket.terminate();
    };
    const socket = create(request, secureContext);
    const deadline = startDeadline('connect', request, fail);
    // Listened to for good: after the handshake, the relay hears of an error by the end that follows it.
    socket.on('error', fail);
    cancel = () => fail(new Error('the client left'));
    let headers: HeaderList = [];
    socket.once('upgrade', (head) => (headers = head.rawHeaders));
    socket.once('open', () => {
      // The first messages may be here already; nobody listens before the promise's turn.
      socket.pause();
      if (settle()) resolve({ socket, headers });
    });
    socket.once('unexpected-response', (_request, response) => {
      const taken = (refusal: UpgradeRefusal): void => {
        if (settle()) resolve(refusal);
        socket.terminate();
      };
      refusalIn(response).then(taken, fail);
    });
  });
  return { answer, cancel: () => cancel() };
}

/** @throws GatewayError if the request is none that could be sent; nothing of it is told, for it holds the credential */
function create(request: SocketRequest, secureContext: SecureContext | undefined): WebSocket {
  const { origin, path, headers, protocols, deflate, maxMessageBytes } = request;
  const url = URL.parse(origin.replace(/^http/, 'ws') + path);
  // What the library would make of it is compared before a byte of the credential leaves.
  if (url?.host !== hostOf(origin) || url.pathname + url.search !== path) {
    throw new GatewayError('internal', 'the gateway tried to connect to another URL than it decided on');
  }
  const options: ClientOptions & { readonly closeTimeout: number } = {
    // The library's type knows no repeats; Node's request, which it hands them to, does.
    headers: grouped(headers) as Record<string, string>,
    perMessageDeflate: deflate && DEFLATE,
    maxPayload: maxMessageBytes,
    followRedirects: false,
    closeTimeout: CLOSE_MS,
    ...(secureContext && { secureContext }),
  };
  try {
    return new WebSocket(url, [...protocols], options);
  } catch {
    throw new GatewayError('internal', 'the gateway could not make a handshake of the request');
  }
}

/** No state between messages, and small ones as they are: an event of a stream is too short to gain anything. */
const DEFLATE = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 1_024 };

/** Repeats as lists, under the spelling that came first. */
function grouped(list: HeaderList): Record<string, string | string[]> {
  const names = new Map<string, string>();
  const headers = Object.create(null) as Record<string, string | string[]>;
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string;
    const first = names.get(name.toLowerCase());
    if (first === undefined) {
      names.set(name.toLowerCase(), name);
      headers[name] = list[i + 1] as string;
    } else {
      headers[first] = [headers[first] as string, list[i + 1] as string].flat();
    }
  }
  return headers;
}

/** The provider's answer, as much of it as an error needs. */
function refusalIn(response: IncomingMessage): Promise<UpgradeRefusal> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = (): void => {
      const { statusCode = 0, statusMessage = '', rawHeaders } = response;
      const body = Buffer.concat(chunks).subarray(0, MAX_REFUSAL);
      resolve({ status: statusCode, statusText: statusMessage, headers: rawHeaders, body });
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < MAX_REFUSAL) return;
      response.destroy();
      done();
    });
    response.once('end', done).once('error', reject);
  });
}

function asFailure(error: Error, origin: string): GatewayError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  // Without a code it is the library's own word for a handshake that is none.
  if (code === '' && !GatewayError.is(error)) {
    return new GatewayError(
      'upstream_invalid',
      `provider host ${hostOf(origin)} answered the WebSocket with something else`,
      { cause: error },
    );
  }
  return upstreamFailure(error, origin, 'connect');
}
