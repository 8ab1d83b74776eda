/** What the connection and the framework around it tell of a request. */
import type { Identity, RequestContext } from '@aperturejs/core';
import type { NodeRequest } from './node-http.ts';

/** What a host application knows of a request and the request itself does not tell, or tells wrongly by now. */
export interface HostInfo extends Omit<RequestContext, 'identity'> {
  /** The request target as the client sent it, before a mount point was cut off. Default: `originalUrl`, then `url`. */
  readonly target?: string;
  /** `http` or `https`, by the host's own rules for proxies. Default: `protocol` (Express), then the socket. */
  readonly protocol?: string;
  /** The body, if a body parser has read it already. Default: `body` (Express). */
  readonly body?: unknown;
  /** The body's bytes, if the parser kept them. Default: `rawBody`. */
  readonly rawBody?: unknown;
  /** Who calls, where the host has found out already. Asked only for requests that are owned. */
  identify?(): Identity | undefined;
}

/** The properties that Express, and whoever follows it, sets on a request. */
interface FrameworkRequest {
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly protocol?: string;
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/** The request target as the client sent it. */
export function targetOf(req: NodeRequest, told?: HostInfo): string {
  return told?.target ?? (req as FrameworkRequest).originalUrl ?? req.url ?? '/';
}

/**
 * True if the request came over TLS. Never read off X-Forwarded-Proto or `:scheme`: whether a proxy is believed is the
 * framework's decision, and made in its `protocol`.
 */
export function isSecure(req: NodeRequest, told?: HostInfo): boolean {
  const protocol = told?.protocol ?? (req as FrameworkRequest).protocol;
  if (protocol !== undefined) return protocol === 'https';
  return (req.socket as { encrypted?: boolean } | undefined)?.encrypted === true;
}

/** The path under which the listener is mounted. */
export function basePathOf(req: NodeRequest, told?: HostInfo): string {
  return told?.basePath ?? (req as FrameworkRequest).baseUrl ?? '';
}

/** What a body parser has left behind. */
export function parsedBodyOf(req: NodeRequest, told?: HostInfo): { body: unknown; rawBody: unknown } {
  const { body, rawBody } = req as FrameworkRequest;
  return { body: told?.body ?? body, rawBody: told?.rawBody ?? rawBody };
}

/** What the handler is told beside the request. */
export function contextOf(req: NodeRequest, told?: HostInfo): RequestContext {
  const { socket } = req;
  const context = {
    remoteAddress: told?.remoteAddress ?? plainAddress(socket?.remoteAddress),
    remotePort: told?.remotePort ?? socket?.remotePort,
    connection: told?.connection ?? connectionOf(req),
    basePath: basePathOf(req, told),
  };
  const identity = told?.identify?.();
  return identity ? { ...context, identity } : context;
}

/** What all requests on a connection share. Over HTTP/2 each request has a `socket` of its own, which only looks like one. */
function connectionOf(req: NodeRequest): object | undefined {
  return (req as { stream?: { session?: object } }).stream?.session ?? req.socket;
}

/** An address without its zone, and IPv4 without its IPv6 dress: `fe80::1%eth0`, `::ffff:127.0.0.1`. */
export function plainAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const zone = address.indexOf('%');
  const bare = zone < 0 ? address : address.slice(0, zone);
  return bare.startsWith('::ffff:') && bare.includes('.') ? bare.slice(7) : bare;
}
