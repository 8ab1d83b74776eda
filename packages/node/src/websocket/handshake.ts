/** From a client's handshake to the relay, or to the answer that it gets instead. */
import type { IncomingMessage } from 'node:http';
import {
  GatewayError,
  type Gateway,
  type Identity,
  type SocketCall,
  type SocketTarget,
} from '@aperturejs/core';
import { lazyResponse } from '@aperturejs/core/wire';
import { contextOf, isSecure, targetOf, type HostInfo } from '../bridge/host-info.ts';
import { incomingHeaders } from '../bridge/incoming-headers.ts';
import { IncomingRequest } from '../bridge/incoming-request.ts';
import { lazyRequest } from '../bridge/lazy-request.ts';
import { BadRequest } from '../bridge/node-http.ts';
import { createOriginReader, pathOf } from '../bridge/target.ts';
import type { SocketExchange } from '../transport/socket.ts';
import { opensSockets } from '../transport/undici.ts';
import { accept } from './accept.ts';
import { answer, refuse } from './answer.ts';
import type { OpenRelays } from './open-relays.ts';
import { startRelay, type Dial } from './relay.ts';
import { TOO_SOON } from './upgrade-request.ts';
import { watchWaiting } from './waiting-client.ts';

/** What a handshake happens in. */
export interface HandshakePlace {
  readonly relays: OpenRelays;
  readonly basePath: string;
  identify?(request: IncomingMessage): Identity | undefined | Promise<Identity | undefined>;
}

/** The longest message that is taken from a provider, which may hold pictures. */
const MAX_ANSWER = 64 * 1024 * 1024;

const originOf = createOriginReader();

/** Answers a handshake that is in good order. Rejects only for what `identify` throws. */
export async function openHandshake(
  req: IncomingMessage,
  gateway: Gateway,
  { relays, basePath, identify }: HandshakePlace,
): Promise<void> {
  const { socket } = req;
  const info: HostInfo = { basePath };
  let incoming: IncomingRequest;
  try {
    const { list, host } = incomingHeaders(req);
    incoming = new IncomingRequest(
      req,
      originOf(isSecure(req, info), host) + pathOf(targetOf(req, info)),
      list,
    );
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return refuse(socket, error);
  }
  const client = watchWaiting(socket, (reason) => {
    incoming.leave();
    if (reason === 'left') socket.destroy();
    else refuse(socket, new BadRequest(TOO_SOON));
  });
  const reply = (response: Response): void => {
    client.release();
    if (client.waits) answer(req, incoming, response);
  };

  const identity = await identify?.(req);
  const context = contextOf(req, identity ? { ...info, identify: () => identity } : info);
  const call = await gateway.connect(lazyRequest(incoming), context);
  if (!('judge' in call)) return reply(call);
  if (relays.stopping) return reply(stopping());

  const deflate = /permessage-deflate/i.test(req.headers['sec-websocket-extensions'] ?? '');
  const open = (target: SocketTarget): SocketExchange => openWith(call, target, deflate);
  const dial: Dial = (target) => {
    const { answer, cancel } = open(target);
    const settled = answer.then(
      (got) => ('socket' in got ? got.socket : call.refuseCreate(target, got)),
      (error: Error) => call.refuseCreate(target, error),
    );
    return { answer: settled, cancel };
  };

  const { target } = call;
  const { maxMessageBytes } = call;
  if (!target) {
    client.release();
    if (!client.waits) return undefined;
    return accept(req, { protocol: '', headers: [], maxMessageBytes }, (opened) =>
      relays.add(startRelay(opened, call, null, dial)),
    );
  }
  const exchange = open(target);
  incoming.onAbort(() => exchange.cancel());
  try {
    const got = await exchange.answer;
    if (!('socket' in got)) return reply(call.refuseUpgrade(target, got));
    client.release();
    let accepted = false;
    if (client.waits) {
      const headers = call.acceptedHeaders(target, got.headers);
      accept(req, { protocol: got.socket.protocol, headers, maxMessageBytes }, (opened) => {
        accepted = true;
        relays.add(startRelay(opened, call, { socket: got.socket, target }, dial));
      });
    }
    if (!accepted) got.socket.terminate();
    return undefined;
  } catch (error) {
    return client.waits ? reply(call.refuseUpgrade(target, error as Error)) : undefined;
  }
}

/** Connects, once the credential is there. */
function openWith({ transport }: SocketCall, target: SocketTarget, deflate: boolean): SocketExchange {
  let cancelled = false;
  let exchange: SocketExchange | null = null;
  const connect = async (): SocketExchange['answer'] => {
    if (!opensSockets(transport)) {
      const why = 'the transport of this gateway opens no WebSockets; use HTTP';
      throw new GatewayError('upgrade_required', why);
    }
    const { origin, path, protocols, deadlines } = target;
    const headers = await target.authorize();
    if (cancelled) throw new GatewayError('unavailable', 'the client left');
    exchange = transport.openSocket({
      origin,
      path,
      headers,
      protocols,
      deadlines,
      deflate,
      maxMessageBytes: MAX_ANSWER,
    });
    return exchange.answer;
  };
  return {
    answer: connect(),
    cancel() {
      cancelled = true;
      exchange?.cancel();
    },
  };
}

/** The server is about to close; over HTTP the client finds another one, or hears why not. */
function stopping(): Response {
  const body = new TextEncoder().encode('{"error":{"message":"the gateway is stopping; use HTTP"}}');
  const headers = ['content-type', 'application/json', 'upgrade', 'HTTP/1.1'];
  return lazyResponse({ status: 426, statusText: '', headers, body });
}
