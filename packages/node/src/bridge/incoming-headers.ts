/** The headers of a request in wire order, and the host it names. */
import type { HeaderList } from '@aperturejs/core/wire';
import { BadRequest, isHttp2, type NodeRequest } from './node-http.ts';

/** Headers as they came. `req.headers` would drop repeats (authorization, for one) and lose the order. */
export interface IncomingHeaders {
  readonly list: HeaderList;
  /** The Host header or `:authority`. */
  readonly host: string | undefined;
}

/** Reads the headers off a request. */
export function incomingHeaders(req: NodeRequest): IncomingHeaders {
  return isHttp2(req) ? ofHttp2(req.rawHeaders) : { list: req.rawHeaders, host: hostOf(req.rawHeaders) };
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
