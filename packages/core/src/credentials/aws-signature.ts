/**
 * Signs requests for AWS (Signature Version 4). The signature covers the body, so that of such a request, and of no other,
 * is collected before it goes; the answer streams as ever.
 */
import { AwsV4Signer } from 'aws4fetch';
import type { UpstreamRequest } from '../ports/transport.ts';
import { collectBytes } from '../wire/byte-source.ts';
import { hasHeader, headerValues, type HeaderList } from '../wire/header-list.ts';
import type { AwsKey } from './aws-key.ts';

/** Keys for a day that were derived from a key pair. They go with the snapshot that has the pair. */
const derived = new WeakMap<AwsKey, Map<string, ArrayBuffer>>();
/** Yesterday's, today's. */
const MAX_DERIVED = 2;

const EMPTY = new Uint8Array();

/**
 * The request with its signature. Of its own headers those that AWS asks for are signed, `host` and `x-amz-…`; the others
 * may be changed on their way without harm. A request that has an `authorization` by configuration keeps that instead.
 */
export async function signForAws(request: UpstreamRequest, key: AwsKey): Promise<UpstreamRequest> {
  if (hasHeader(request.headers, 'authorization')) return request;
  const body = request.body === null ? EMPTY : await whole(request.body);
  const hash = await crypto.subtle.digest('SHA-256', body as Uint8Array<ArrayBuffer>);
  const own = ['x-amz-content-sha256', toHex(hash)];
  if (key.sessionToken !== undefined) own.push('x-amz-security-token', key.sessionToken);
  const headers = [...request.headers, ...own];
  const { accessKeyId, secretAccessKey, region, service } = key;
  const signer = new AwsV4Signer({
    method: request.method,
    url: request.origin + request.path,
    headers: signedHeaders(headers),
    accessKeyId,
    secretAccessKey,
    region,
    service,
    cache: cacheOf(key),
    allHeaders: true,
  });
  headers.push('x-amz-date', signer.datetime, 'authorization', await signer.authHeader());
  return { ...request, headers, body: request.body === null ? null : body };
}

async function whole(body: NonNullable<UpstreamRequest['body']>): Promise<Uint8Array> {
  return body instanceof Uint8Array ? body : collectBytes(body);
}

/** The headers to sign, repeats joined as AWS joins them: without a space. */
function signedHeaders(headers: HeaderList): Record<string, string> {
  const signed: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase();
    if (name.startsWith('x-amz-')) signed[name] = headerValues(headers, name).join(',');
  }
  return signed;
}

function cacheOf(key: AwsKey): Map<string, ArrayBuffer> {
  let cache = derived.get(key);
  if (!cache) derived.set(key, (cache = new Map()));
  if (cache.size > MAX_DERIVED) cache.clear();
  return cache;
}

function toHex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
