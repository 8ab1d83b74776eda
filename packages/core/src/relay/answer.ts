/** Answers that the gateway gives itself. */
import { CODE_HEADERS, type Refusal } from '../errors.ts';
import type { Dialect } from '../formats/format.ts';
import type { RawResponse } from '../wire/raw.ts';

const encoder = new TextEncoder();

/** A JSON answer. A content type among the headers wins. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): RawResponse {
  const body = encoder.encode(JSON.stringify(value));
  const list = ['content-type', headers['content-type'] ?? 'application/json'];
  for (const [name, text] of Object.entries(headers)) if (name !== 'content-type') list.push(name, text);
  list.push('cache-control', 'no-store', 'content-length', String(body.byteLength));
  return { status, statusText: '', headers: list, body };
}

/** A refusal, in the client's dialect. */
export function refusalAnswer(refusal: Refusal, dialect: Dialect): RawResponse {
  const { body, headers } = dialect.write(refusal);
  return jsonAnswer(refusal.status, body, { ...headers, ...CODE_HEADERS[refusal.code], ...refusal.headers });
}
