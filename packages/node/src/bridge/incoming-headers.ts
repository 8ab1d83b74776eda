/** The headers of a request in wire order, and the host it names. */
import type { IncomingMessage } from 'node:http';
import type { HeaderList } from '@aperturejs/core/wire';
import { BadRequest, isHttp2, type NodeRequest } from './node-http.ts';

/** Headers as they came. `req.headers` would drop repeats (authorization, for one) and lose the order. */
export interface IncomingHeaders {
  readonly list: HeaderList;
  /** The Host header or `:authority`. */
  readonly host: string | undefined;
}

/** How many names and values Node keeps where `server.maxHeadersCount` says nothing. */
const NODE_LIMIT = 2000;

/**
 * Reads the headers off a request.
 *
 * @throws BadRequest if it names no single host, or if there may be headers that Node has not told
 */
export function incomingHeaders(req: NodeRequest): IncomingHeaders {
  // HTTP/2 drops none: it resets a stream that has too many (`maxHeaderListPairs`).
  if (isHttp2(req)) return ofHttp2(req.rawHeaders);
  if (mayLackSome(req))
    throw new BadRequest(
      'the request has too many headers; raise maxHeadersCount of the server, or set it to 0',
      431,
    );
  return { list: req.rawHeaders, host: hostOf(req.rawHeaders) };
}

/**
 * True if Node's parser has come to its limit, from which on it drops headers without a word. Who calls is decided by
 * headers that a proxy adds, often the last ones: nobody may push them out with headers of his own.
 */
function mayLackSome({ rawHeaders, socket }: IncomingMessage): boolean {
  const { server } = (socket ?? {}) as { server?: { maxHeadersCount?: number | null } };
  const limit = server?.maxHeadersCount;
  const kept = typeof limit === 'number' ? limit * 2 : NODE_LIMIT;
  return kept > 0 && rawHeaders.length >= kept;
}

function hostOf(list: HeaderList): string | undefined {
  let host: string | undefined;
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    // Two hosts are how one request is made to look like two to different parsers (RFC 9112 section 3.2).
    if (host !== undefined) throw new BadRequest('the request has more than one Host header');
    host = list[i + 1];
  }
  return host;
}

/** HTTP/2 puts the host into `:authority` and may split a cookie into crumbs (RFC 9113 sections 8.2.3, 8.3.1). */
function ofHttp2(raw: readonly string[]): IncomingHeaders {
  const list: string[] = [];
  let authority: string | undefined;
  let cookie = -1;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    if (name === ':authority') authority = value;
    if (name.startsWith(':')) continue;
    if (name === 'cookie' && cookie >= 0) list[cookie] += `; ${value}`;
    else if (list.push(name, value) && name === 'cookie') cookie = list.length - 1;
  }
  const host = hostOf(list);
  if (authority === undefined) return { list, host };
  if (host === undefined) list.unshift('host', authority);
  else if (host !== authority) throw new BadRequest('the Host header names another host than :authority');
  return { list, host: authority };
}
