/** Status, reason and headers of a response on their way to the client. */
import { validateHeaderValue, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { hasHeader, type HeaderList, type RawResponse } from '@aperturejs/core/wire';
import { isHttp2 } from './node-http.ts';
import { singleValue } from './single-header.ts';

/** Framing is Node's own business (RFC 9110 section 7.6.1); trailers do not exist in the Fetch standard. */
const FRAMING = ['keep-alive', 'te', 'trailer', 'transfer-encoding'];
/** HTTP/2 forbids what speaks of connections (RFC 9113 section 8.2.2). A 426 needs `upgrade` on HTTP/1. */
const CONNECTION = [...FRAMING, 'connection', 'http2-settings', 'proxy-connection', 'upgrade'];
/** Reason phrases that Node accepts: anything of Latin-1 but controls. */
const REASON = /^[\t\x20-\x7e\x80-\xff]+$/;

/** True if the response to this request method has no body, whatever the handler gave. */
export function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304;
}

/**
 * Writes the head; Node sends it with the first bytes of the body.
 *
 * @throws TypeError if a name or a value cannot stand in a header; nothing was sent then, and nothing of it stays behind
 */
export function writeHead(res: ServerResponse, raw: RawResponse, bodiless: boolean): void {
  const http2 = isHttp2(res.req);
  const { status, statusText } = raw;
  let list = without(raw.headers, http2 ? CONNECTION : FRAMING);
  if (status === 204) list = without(list, ['content-length']);
  else if (!bodiless && !hasHeader(list, 'content-length')) {
    const length = lengthOf(raw.body);
    if (length !== undefined) list = [...list, 'content-length', String(length)];
  }
  // A list goes out as it is, and nothing is built of it. But Node would keep only the last of its repeats on HTTP/2
  // and once a framework has set any header; and the patches of `writeHead` in Express middlewares want an object.
  const before = res.getHeaders();
  const plain = !http2 && Object.keys(before).length === 0 && !Object.hasOwn(res, 'writeHead');
  const headers = plain ? (list as string[]) : grouped(list, res, http2);
  try {
    if (!http2 && REASON.test(statusText)) res.writeHead(status, statusText, headers);
    else res.writeHead(status, headers);
  } catch (error) {
    if (!http2) res.statusMessage = '';
    restore(res, before);
    throw error;
  }
}

/** Node keeps what it took before it threw: the page that tells of the error would go out with it, or fail on it too. */
function restore(res: ServerResponse, before: OutgoingHttpHeaders): void {
  if (res.headersSent) return;
  for (const name of res.getHeaderNames()) {
    if (name.startsWith(':')) continue;
    // `removeHeader('date')` removes nothing on HTTP/2.
    const value = before[name] ?? (name === 'date' ? new Date().toUTCString() : undefined);
    if (value === undefined) res.removeHeader(name);
    else res.setHeader(name, value);
  }
}

function lengthOf(body: RawResponse['body']): number | undefined {
  if (body === null) return 0;
  return body instanceof Uint8Array ? body.byteLength : body.length;
}

/** The list without some headers: the same one if it has none of them, as is usual. */
function without(list: HeaderList, names: readonly string[]): HeaderList {
  if (!names.some((name) => hasHeader(list, name))) return list;
  return list.filter((_, i) => !names.includes((list[i - (i % 2)] as string).toLowerCase()));
}

/** An object for `writeHead`, with repeats as arrays. Cookies that the host application has set stay. */
function grouped(list: HeaderList, res: ServerResponse, http2: boolean): Record<string, string | string[]> {
  const headers = Object.create(null) as Record<string, string | string[]>;
  for (let i = 0; i < list.length; i += 2) {
    const name = (list[i] as string).toLowerCase();
    const value = list[i + 1] as string;
    // On HTTP/1 `writeHead` does so itself.
    if (http2) validateHeaderValue(name, value);
    const before = headers[name];
    const single = http2 && typeof before === 'string' ? singleValue(name, before, value) : null;
    if (before === undefined) headers[name] = value;
    else if (single !== null) headers[name] = single;
    else if (typeof before === 'string') headers[name] = [before, value];
    else before.push(value);
  }
  const cookies = headers['set-cookie'];
  if (cookies && res.hasHeader('set-cookie')) {
    headers['set-cookie'] = [res.getHeader('set-cookie'), cookies].flat() as string[];
  }
  return headers;
}
