/**
 * The bytes of a body that a parser of the host application has read before. Exact where the parser kept them, and
 * otherwise written anew from what it made of them, which is why the gateway belongs ahead of body parsers: a JSON body
 * written anew means the same, but a vendor's prompt cache and signatures go by the bytes.
 */
import type { HeaderList } from '@aperturejs/core/wire';
import { parsedBodyOf, type HostInfo } from './host-info.ts';
import { BadRequest, type NodeRequest } from './node-http.ts';

const encoder = new TextEncoder();
/** What no longer holds: parsers decode `content-encoding`, and the length may be another. */
const STALE = new Set(['content-encoding', 'content-length', 'transfer-encoding']);

/**
 * The body's bytes, or null if nobody has read it yet and it can be streamed.
 *
 * @throws BadRequest if the body is gone
 */
export function parsedBody(req: NodeRequest, told?: HostInfo): Uint8Array | null {
  if (!req.readableDidRead) return null;
  const { body, rawBody } = parsedBodyOf(req, told);
  if (rawBody instanceof Uint8Array) return rawBody;
  if (body instanceof Uint8Array) return body;
  const type = req.headers['content-type'] ?? '';
  if (!/;\s*charset=(?!"?(?:utf-?8|us-ascii)"?\s*(?:;|$))/i.test(type)) {
    if (typeof rawBody === 'string') return encoder.encode(rawBody);
    if (typeof body === 'string') return encoder.encode(body);
    if (body !== undefined && /^(?:[^;]*[/+]json\b|$)/i.test(type))
      return encoder.encode(JSON.stringify(body));
    if (isRecord(body) && /^application\/x-www-form-urlencoded\b/i.test(type))
      return encoder.encode(formOf(body));
  }
  throw new BadRequest(
    'the host application has read the request body before the gateway could; mount the gateway before body parsers',
  );
}

/** The headers that fit a body of that length. */
export function withLength(headers: HeaderList, length: number): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!STALE.has(name.toLowerCase())) kept.push(name, headers[i + 1] as string);
  }
  kept.push('content-length', String(length));
  return kept;
}

/** A parsed form, repeats and the nested names of `qs` included. */
function formOf(form: Readonly<Record<string, unknown>>): string {
  const fields = new URLSearchParams();
  const add = (name: string, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) add(name, item);
    else if (isRecord(value)) for (const key of Object.keys(value)) add(`${name}[${key}]`, value[key]);
    else fields.append(name, String(value));
  };
  for (const name of Object.keys(form)) add(name, form[name]);
  return fields.toString();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
